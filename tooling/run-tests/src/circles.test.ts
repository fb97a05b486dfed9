import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { allCircles, circles, type Module } from './circles.ts';

test('no file and no folder imports what imports it, types included', () => {
  expect(allCircles(fileURLToPath(new URL('../../..', import.meta.url)))).toEqual([]);
});

const module = (path: string, ...imports: readonly string[]): Module => ({ path, imports });

test('circles of files are found, at any depth', () => {
  const files = [module('a/b/x.ts', 'a/b/y.ts'), module('a/b/y.ts', 'a/b/z.ts'), module('a/b/z.ts', 'a/b/x.ts')];
  expect(circles(files)).toEqual([['a/b/x.ts', 'a/b/y.ts', 'a/b/z.ts']]);
  expect(circles(files.slice(0, 2))).toEqual([]);
});

test('circles of folders are found though no file is in one', () => {
  const files = [module('a/1.ts', 'b/1.ts'), module('b/1.ts'), module('b/2.ts', 'a/2.ts'), module('a/2.ts')];
  expect(circles(files)).toEqual([['a/', 'b/']]);
});

test('a folder may lie between files beside it', () => {
  expect(circles([module('errors.ts'), module('store/s.ts', 'errors.ts'), module('all.ts', 'store/s.ts')])).toEqual([]);
});
