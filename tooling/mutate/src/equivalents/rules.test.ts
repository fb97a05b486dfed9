import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findMutants } from '../mutants/find-mutants.ts';
import { EquivalentRules } from './rule.ts';
import { wasmRules } from './wasm-rules.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

test('a rule takes changes of one place to one text, by the line around it', () => {
  const file = 'packages/backend-wasm/assembly/combine.ts';
  const mutants = findMutants(root, 'wasm').filter((mutant) => mutant.file === file);
  const reason = 'A stretch that begins at the end is empty.';
  const rules = new EquivalentRules(root, [
    { file: /combine/, place: /first ⟦<⟧ last; first \+= STRETCH/, to: /<=/, reason },
  ]);
  const taken = mutants.filter((mutant) => rules.of(mutant) !== undefined);
  expect(taken).toMatchObject([{ original: '<', replacement: '<=' }]);
  expect(rules.of({ ...taken[0]!, replacement: '<==' })).toBeUndefined();
  expect(rules.of({ ...taken[0]!, file: 'packages/x/other.ts' })).toBeUndefined();
});

test('every rule for WebAssembly kernels is of faults that there are', () => {
  const mutants = findMutants(root, 'wasm');
  for (const rule of wasmRules) {
    const rules = new EquivalentRules(root, [rule]);
    expect(
      mutants.some((mutant) => rules.of(mutant) !== undefined),
      `${rule.file} ${rule.place}`,
    ).toBe(true);
  }
});
