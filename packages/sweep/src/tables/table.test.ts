import { expect, test } from 'vitest';
import { csvTable, markdownTable, percent, plainTable } from './table.ts';

const table = {
  columns: ['task', 'accuracy %'],
  rows: [
    ['swap', '96.05'],
    ['a|b', '-'],
  ],
};

test('Markdown pads columns, sets numbers right and escapes bars', () => {
  expect(markdownTable(table).split('\n')).toEqual([
    '| task | accuracy % |',
    '| ---- | ---------: |',
    '| swap |      96.05 |',
    '| a\\|b |          - |',
  ]);
});

test('CSV quotes what needs it', () => {
  expect(
    csvTable({
      columns: ['a', 'b'],
      rows: [
        ['x,y', 'say "no"'],
        ['1', 'line\nbreak'],
      ],
    }),
  ).toBe('a,b\n"x,y","say ""no"""\n1,"line\nbreak"\n');
});

test('plain columns have no space at the end of a line', () => {
  expect(plainTable(table)).toBe('task  accuracy %\nswap  96.05\na|b   -');
});

test('a share without samples is a dash', () => {
  expect([percent(0.97205), percent(Number.NaN), percent(null), percent(undefined)]).toEqual(['97.20', '-', '-', '-']);
});
