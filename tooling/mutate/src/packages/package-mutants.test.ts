import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageFiles, switchedFiles } from './package-mutants.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

test('faults have names of their own and say what they replace, texts left alone', async () => {
  const file = 'packages/coupling/src/low-rank.ts';
  expect(packageFiles(root)).toContain(file);
  const { mutants, texts } = await switchedFiles(root, [file]);
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  expect(mutants.filter(({ id }) => id.includes(' StringLiteral '))).toEqual([]);
  const sum = mutants.find(
    ({ original, replacement }) => original === 'weight * overlap' && replacement === 'weight / overlap',
  );
  expect(sum?.id).toBe(
    `${file}:${sum?.line}:${sum?.id.split(':')[2]?.split(' ')[0]} ArithmeticOperator weight / overlap`,
  );
  for (const { key } of mutants) expect(texts.get(file)).toContain(`stryMutAct_9fa48("${key}")`);
});
