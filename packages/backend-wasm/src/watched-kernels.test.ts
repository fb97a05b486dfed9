import { conformance, longFeatures, manyPartsFeatures, pairFeatures, wideFeatures } from '@hkmem/backend/conformance';
import { describe, test } from 'vitest';
import { checkKernels, watchedBackend } from '../test/watched-backend.ts';
import { compileVariant } from './variant.ts';

/** That of the other suites of this backend. */
const tolerance = 3e-5;

/** Kernels stay within what they are given, and portions of a launch may be run in any order. */
describe.each([
  ['nan', 'relaxed', false],
  ['minusZero', 'plain', true],
] as const)('%s around what is allocated, %s', (around, variant, inParts) => {
  const create = async () => watchedBackend(await compileVariant(variant, true), { around, inParts });
  test('functions are right to the last places, and lanes past the batch hold zeros', async () => {
    checkKernels(await create());
  });
  conformance({
    title: `wasm ${variant}${inParts ? ' in parts' : ''}`,
    create,
    tolerance,
    laws: true,
    tensors: false,
    systems: [...pairFeatures(), ...wideFeatures, ...manyPartsFeatures(), ...longFeatures()],
  });
});
