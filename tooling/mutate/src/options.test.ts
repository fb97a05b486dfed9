import { expect, test } from 'vitest';
import { readOptions, UsageError } from './options.ts';

test('a full run writes the page, a part of one does not unless it is asked to', () => {
  expect(readOptions([])).toEqual({
    parts: ['wasm', 'wgsl', 'packages'],
    seed: 1,
    processes: 1,
    survivors: false,
    known: false,
    results: 'runs/mutation',
    report: 'docs/mutation.md',
  });
  expect(readOptions(['wasm', '--sample', '40', '--seed', '2', '--processes', '2'])).toEqual({
    parts: ['wasm'],
    sample: 40,
    seed: 2,
    processes: 2,
    survivors: false,
    known: false,
    results: 'runs/mutation',
  });
  expect(readOptions(['--only', 'mlp', '--report', 'x.md'])).toMatchObject({ only: 'mlp', report: 'x.md' });
  expect(readOptions(['wasm', '--survivors'])).toMatchObject({ survivors: true });
});

test.each([
  [['kernels'], "got 'kernels', allowed are wasm, wgsl, packages"],
  [['--sample', 'few'], "--sample: got 'few', allowed is a whole number from 1"],
  [['--processes', '3'], "--processes: got '3', allowed is a whole number from 1 to 2"],
  [['--goal', '3'], "Unknown option '--goal'"],
])('%j is refused', (words, message) => {
  expect(() => readOptions(words)).toThrow(UsageError);
  expect(() => readOptions(words)).toThrow(message);
});
