import { expect, test } from 'vitest';
import { RandomKey } from '../../random/random-key.ts';
import { pairsOf } from './covering-array.ts';
import { fewerRows } from './fewer-rows.ts';
import type { Row } from './rows.ts';

const factors = { a: ['0', '1', '2'], b: ['0', '1', '2'], c: ['0', '1', '2'], d: ['0', '1', '2'] };
const everything = factors.a.flatMap((a) =>
  factors.b.flatMap((b) => factors.c.flatMap((c) => factors.d.map((d): Row => ({ a, b, c, d })))),
);

test('81 rows of four features become the nine of an orthogonal array', () => {
  const rows = fewerRows(everything, factors, () => false, RandomKey.fromSeed(1));
  expect(rows).toHaveLength(9);
  expect(new Set(rows.flatMap(pairsOf)).size).toBe(54);
  expect(rows).toEqual(fewerRows(everything, factors, () => false, RandomKey.fromSeed(1)));
});

test('values that exclude each other do not meet, and what only some rows can hold stays', () => {
  const conflict = (a: readonly [string, string], b: readonly [string, string]): boolean =>
    a[0] === 'a' && a[1] === '0' && b[0] === 'b' && b[1] !== '0';
  const either = (a: readonly [string, string], b: readonly [string, string]): boolean =>
    conflict(a, b) || conflict(b, a);
  const allowed = everything.filter((row) => row['a'] !== '0' || row['b'] === '0');
  const rows = fewerRows(allowed, factors, either, RandomKey.fromSeed(2));
  expect(rows.length).toBeLessThan(12);
  expect([...new Set(rows.flatMap(pairsOf))].sort()).toEqual([...new Set(allowed.flatMap(pairsOf))].sort());
});
