import { expect, inject, test } from 'vitest';
import { overBudget, readBudget } from '../src/budget.ts';
import { sizeTable, withTable } from '../src/size-table.ts';
import { measure, type Size } from '../src/sizes.ts';

test('no package is larger than its budget', async () => {
  const sizes = await measure(inject('prepared'));
  for (const { name, packed, unpacked, installed, alone, complete } of sizes) {
    expect(packed, name).toBeLessThan(unpacked);
    expect(unpacked, name).toBeLessThanOrEqual(installed);
    if (alone !== null && complete !== null) expect(alone, name).toBeLessThanOrEqual(complete);
  }
  expect(overBudget(sizes, readBudget()), `\n${sizeTable(sizes)}\n`).toEqual([]);
});

test('a budget that is passed, or absent, is named', () => {
  const size: Size = { name: 'a', packed: 1001, unpacked: 2000, installed: 3000, alone: null, complete: null };
  expect(overBudget([size], { a: { packed: 1, unpacked: 2 } })).toEqual([
    'a: packed is 1.0 kB, allowed are 1 kB (budget.json)',
    'a: budget.json has no limit for installed',
  ]);
});

test('the table goes between its marks', () => {
  const size: Size = { name: 'a', packed: 1001, unpacked: 2e6, installed: 3e6, alone: 500, complete: null };
  const text = 'x\n<!-- sizes: begin -->\n\nold\n\n<!-- sizes: end -->\ny';
  expect(withTable(text, sizeTable([size])).split('\n')).toEqual([
    'x',
    '<!-- sizes: begin -->',
    '',
    '| package | packed | unpacked | installed | alone | complete |',
    '| ------- | -----: | -------: | --------: | ----: | -------: |',
    '| a       |    1.0 |     2000 |      3000 |   0.5 |        - |',
    '',
    '<!-- sizes: end -->',
    'y',
  ]);
  expect(() => withTable('no marks', '')).toThrow('the text has no <!-- sizes: begin -->');
});
