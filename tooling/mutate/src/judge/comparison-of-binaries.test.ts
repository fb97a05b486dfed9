import { expect, test } from 'vitest';
import type { KernelCompiler, Source } from '../kernels/kernel-binary.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { sameBinary } from '../results/result.ts';
import { ComparisonOfBinaries } from './comparison-of-binaries.ts';

const text = 'a+b /*c*/ plain:d';

/** Binaries are what is left of a text: comments are optimised away, and what the plain variant alone has. */
const compiler: Pick<KernelCompiler, 'textOf' | 'compile'> = {
  textOf: () => text,
  async compile(variant: { readonly relaxed: boolean }, _level: string, { texts }: Source = {}) {
    const given = texts?.get('x.ts') ?? text;
    if (given.includes('!')) throw new Error('ERROR TS1109: Expression expected.');
    return Buffer.from(given.replaceAll(/\/\*.*?\*\//g, '').replace(/plain:\w/, variant.relaxed ? '' : '$&'));
  },
};

function mutant(original: string, replacement: string): Mutant {
  const start = text.indexOf(original);
  const place = { start, end: start + original.length, original, replacement, line: 1, column: start + 1 };
  return { ...place, id: replacement, file: 'x.ts', operator: 'operator' };
}

test.each([
  ['c', 'C', { outcome: 'equivalent', by: sameBinary }],
  ['+', '-', { outcome: 'survived', by: '' }],
  ['plain:d', 'plain:e', { outcome: 'survived', by: '' }],
  ['+', '!', { outcome: 'invalid', by: 'ERROR TS1109: Expression expected.' }],
])('%s to %s', async (original, replacement, verdict) => {
  expect(await new ComparisonOfBinaries(compiler).compare(mutant(original, replacement))).toEqual(verdict);
});
