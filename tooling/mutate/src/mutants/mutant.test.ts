import { expect, test } from 'vitest';
import { codeChanges } from './code-mutants.ts';
import { sampleOf } from './find-mutants.ts';
import { applied, mutantsOf, oneLine } from './mutant.ts';

const text = 'let x = a + b;\nlet y = a * 2;\n';
const find = (code: string) => mutantsOf('x.ts', code, codeChanges('x.ts', code));

test('a mutant has a file, a line, a column, and an id of these and what it becomes', () => {
  expect(find(text).map(({ id, line, column, original }) => [id, line, column, original])).toEqual([
    ['x.ts:1:11 operator -', 1, 11, '+'],
    ['x.ts:2:11 operator /', 2, 11, '*'],
    ['x.ts:2:13 number 3', 2, 13, '2'],
    ['x.ts:2:13 number 0', 2, 13, '2'],
  ]);
});

test('ids stay as they are when other lines change', () => {
  const later = `${text}let z = x - y;\n`;
  expect(find(later).slice(0, 4)).toEqual(find(text));
  const other = text.replace('a + b', 'c');
  expect(find(other).map(({ id }) => id)).toEqual(
    find(text)
      .slice(1)
      .map(({ id }) => id),
  );
});

test('a fault is one change; the same one is there once', () => {
  const change = { start: 10, end: 11, replacement: '-', operator: 'operator' };
  const mutants = mutantsOf('x.ts', text, [change, { ...change, operator: 'other' }, { ...change, replacement: '+' }]);
  expect(mutants).toHaveLength(1);
  expect(applied(text, mutants[0]!)).toBe('let x = a - b;\nlet y = a * 2;\n');
});

test('a sample keeps the order of all', () => {
  const all = ['a', 'b', 'c', 'd'];
  expect(sampleOf(all, Uint32Array.of(3, 0, 2, 1), 2)).toEqual(['a', 'd']);
  expect(sampleOf(all, Uint32Array.of(3, 0, 2, 1), 9)).toEqual(all);
});

test('long code is shown in one short line', () => {
  expect(oneLine('a\n  b')).toBe('a b');
  expect(oneLine('x'.repeat(80))).toHaveLength(60);
});
