import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { linesOf, longFiles, mostLines, withoutStyles } from './lengths.ts';

test('no file of sources is longer than it may be', () => {
  expect(longFiles(fileURLToPath(new URL('../../..', import.meta.url)))).toEqual([]);
});

test('lines are counted', () => {
  expect([linesOf(''), linesOf('a'), linesOf('a\n'), linesOf('a\n\nb')]).toEqual([0, 1, 1, 3]);
  expect(linesOf(withoutStyles('<p />\n<style>\np {\n}\n</style>\n'))).toBe(2);
  expect(mostLines).toBe(300);
});
