import { expect, test } from 'vitest';
import { alignedTable, digits, duration, markdownTable } from './format.ts';
import { insertMarkdown } from './text.ts';

test('Markdown is put between its comments, and at the end of a document that has none', () => {
  const first = insertMarkdown('# Performance', 'one\n', 'bench');
  expect(first).toBe('# Performance\n<!-- bench: begin -->\none\n<!-- bench: end -->\n');
  const second = insertMarkdown(`${first}More.\n`, 'two\n', 'bench');
  expect(second).toBe('# Performance\n<!-- bench: begin -->\ntwo\n<!-- bench: end -->\nMore.\n');
  const third = insertMarkdown(second, 'three\n', 'solvers');
  expect(third).toBe(`${second}<!-- solvers: begin -->\nthree\n<!-- solvers: end -->\n`);
});

test('numbers keep three digits and times their unit', () => {
  expect([1234.5, 12.345, 1.2345, 0.12345].map(digits)).toEqual(['1235', '12.3', '1.23', '0.123']);
  expect([0.01234, 1.2, 9999, 12_345].map(duration)).toEqual(['12.3 us', '1.20 ms', '9999 ms', '12.3 s']);
});

test('tables align in text and escape bars in Markdown', () => {
  expect(
    alignedTable(
      ['a', 'b'],
      [
        ['long', '1'],
        ['x', '22'],
      ],
      1,
    ),
  ).toBe('a      b\nlong   1\nx     22');
  expect(markdownTable(['a', 'b'], [['x|y', '1']], 1)).toBe('| a | b |\n| --- | ---: |\n| x\\|y | 1 |');
});
