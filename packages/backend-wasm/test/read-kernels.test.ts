import { describe, expect, test } from 'vitest';
import { mostBlockBytes } from '../build/check-layouts.ts';
import { KernelSourceError } from '../build/kernel-sources.ts';
import { readKernels } from '../build/read-kernels.ts';
import { kernelText } from './kernel-text.ts';

const fields = ['out: usize', 'count: i32', 'scale: f32'];

function read(...texts: readonly string[]): ReturnType<typeof readKernels> {
  return readKernels(new Map(texts.map((text, k) => [`file-${k}`, text])));
}

test('a kernel, its block, records and constants are read', () => {
  const more =
    '@unmanaged\nexport class Row {\n  /** Bytes. */\n  stride: i32;\n}\nexport const NONE: i32 = -1, MASK: i32 = 0xff;\nconst OWN: i32 = 3;\nclass Free { x: f64; }\n';
  const { kernels, layouts, constants } = read(kernelText('fill', fields) + more);
  expect(kernels).toEqual([{ file: 'file-0', name: 'fill', block: 'FillBlock' }]);
  expect(layouts).toEqual([
    {
      file: 'file-0',
      name: 'FillBlock',
      fields: [
        { name: 'out', type: 'usize' },
        { name: 'count', type: 'i32' },
        { name: 'scale', type: 'f32' },
      ],
    },
    { file: 'file-0', name: 'Row', fields: [{ name: 'stride', type: 'i32' }] },
  ]);
  expect(constants.map(({ name, value }) => [name, value])).toEqual([
    ['NONE', -1],
    ['MASK', 255],
  ]);
});

const block = kernelText('fill', fields);
const unread = 'export function odd(block: usize, begin: i32, end: i32, thread: i32): void {}\n';
const largest = Array.from({ length: mostBlockBytes / 4 }, (_, k) => `f${k}: i32`);

describe('a named error for', () => {
  test.each([
    [
      'an unknown type',
      [kernelText('fill', ['x: f64'])],
      "file-0.ts: got 'FillBlock.x' of type f64, expected i32, usize, f32",
    ],
    ['a method', [block.replace('out: usize;', 'out(): void {}')], "'FillBlock.out' of type none"],
    ['a kernel twice', [block, kernelText('fill', ['x: i32'])], "file-1.ts: got a second kernel 'fill'"],
    ['a class twice', [block, '@unmanaged\nclass FillBlock { x: i32; }'], "file-1.ts: got a second class 'FillBlock'"],
    ['a field twice', [kernelText('fill', ['x: i32', 'x: i32'])], "a second field 'FillBlock.x'"],
    ['a block that is too large', [kernelText('fill', [...largest, 'more: i32'])], `of ${mostBlockBytes + 4} bytes`],
    [
      'a block without a kernel',
      [block, '@unmanaged\nclass OldBlock { x: i32; }'],
      "a block 'OldBlock' without a kernel",
    ],
    ['a kernel without a block', [block.replace('@unmanaged\n', '')], "a kernel 'fill' of the block 'FillBlock'"],
    ['a kernel that says no block', [unread], "a kernel 'odd' that does not say its block"],
    [
      "another file's block",
      [`${block}\nexport const X: i32 = 0;`, block.slice(block.indexOf('export'))],
      'second kernel',
    ],
    ['a constant that is no whole number', ['export const HALF: f32 = 0.5;'], "the exported 'HALF' = 0.5"],
    ['a constant that is worked out', ['export const TWO: i32 = 1 + 1;'], "the exported 'TWO' = 1 + 1"],
    ['what cannot be parsed', ['class {'], 'expected AssemblyScript'],
  ])('%s', (_, texts, message) => {
    expect(() => read(...texts)).toThrow(KernelSourceError);
    expect(() => read(...texts)).toThrow(message);
  });
});

test('a block of the largest size is allowed', () => {
  expect(() => read(kernelText('fill', largest))).not.toThrow();
});
