import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findMutants } from '../mutants/find-mutants.ts';
import { packageFiles, switchedFiles } from '../packages/package-mutants.ts';
import { packageRules } from './package-rules.ts';
import { EquivalentRules } from './rule.ts';
import { wasmRules } from './wasm-rules.ts';
import { wgslRules } from './wgsl-rules.ts';

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

test.each([
  ['wasm', wasmRules],
  ['wgsl', wgslRules],
] as const)('every rule for %s is of faults that there are', (part, all) => {
  const mutants = findMutants(root, part);
  for (const rule of all) {
    const rules = new EquivalentRules(root, [rule]);
    expect(
      mutants.some((mutant) => rules.of(mutant) !== undefined),
      `${rule.file} ${rule.place}`,
    ).toBe(true);
  }
});

test('every rule for packages is of faults that there are', async () => {
  const files = packageFiles(root).filter((path) => packageRules.some(({ file }) => file.test(path)));
  const { mutants } = await switchedFiles(root, files);
  for (const rule of packageRules) {
    const rules = new EquivalentRules(root, [rule]);
    expect(
      mutants.some((mutant) => rules.of(mutant) !== undefined),
      `${rule.file} ${rule.place}`,
    ).toBe(true);
  }
});
