import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageFiles, switchedFiles, switchesFor, withSwitches } from './package-mutants.ts';

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

test('every fault is counted, also where texts among them are left alone', async () => {
  // Its errors are texts, whose faults have numbers but are left out.
  const { mutants, texts } = await switchedFiles(root, [
    'packages/coupling/src/errors.ts',
    'packages/coupling/src/graph/ring.ts',
  ]);
  const largest = mutants.reduce((most, { key }) => Math.max(most, Number(key)), 0);
  expect(largest).toBeGreaterThanOrEqual(mutants.length);
  for (const text of texts.values()) {
    expect(Number(/new Float64Array\((\d+)\)/.exec(text)![1])).toBeGreaterThan(largest);
  }
});

test('of faults that are not tried nothing is left but what says which tests reach a file', async () => {
  const file = 'packages/coupling/src/graph/ring.ts';
  const { mutants, texts } = await switchedFiles(root, [file]);
  const tried = mutants.find(({ id }) => id.includes(' ArithmeticOperator '))!;
  const kept = switchesFor([tried], mutants);
  const text = withSwitches(texts.get(file)!, kept);
  const keysOf = (pattern: RegExp): readonly string[] => {
    return [...text.matchAll(pattern)].flatMap(([, list]) => list!.split(', ')).sort();
  };
  expect(keysOf(/stryMutAct_9fa48\("(\d+)"\)/g)).toEqual([tried.key]);
  expect(keysOf(/stryCov_9fa48\((\d[\d, ]*)\)/g)).toEqual([tried.key, ...kept.counted].sort());
  // One for each function that the file exports.
  expect(kept.counted.size).toBe(readFileSync(`${root}/${file}`, 'utf8').match(/^export function /gm)!.length);
});
