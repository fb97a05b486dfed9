import { expect, test } from 'vitest';
import type { Mutant } from '../mutants/mutant.ts';
import { sameBinary } from '../results/result.ts';
import { type Compiler, KernelJudge } from './kernel-judge.ts';

/** Binaries are what is left of a text: comments are optimised away, and `dead` by the thorough level alone. */
class TextCompiler implements Compiler {
  compiled = 0;

  textOf(): string {
    return 'a+b /*c*/ plain:d dead';
  }

  async compile(variant: { readonly relaxed: boolean }, level: string, _file?: string, text = this.textOf()) {
    this.compiled++;
    if (text.includes('!')) throw new Error('ERROR TS1109: Expression expected.');
    const left = text.replaceAll(/\/\*.*?\*\//g, '').replace(/plain:\w/, variant.relaxed ? '' : '$&');
    return Buffer.from(level === '-O3' ? left.replace(/dea\w/, '') : left);
  }
}

function mutant(original: string, replacement: string): Mutant {
  const start = new TextCompiler().textOf().indexOf(original);
  const place = { start, end: start + original.length, original, replacement, line: 1, column: start + 1 };
  return { ...place, id: replacement, file: 'x.ts', operator: 'operator' };
}

const judge = (run: (binary: Buffer) => string | undefined): KernelJudge =>
  new KernelJudge(new TextCompiler(), async (binary) => run(binary));

test('a fault that the suite finds is killed, one that it lets pass survives', async () => {
  const found = judge((binary) => (binary.includes('a-b') ? 'field: off by 1' : undefined));
  expect(await found.judge(mutant('+', '-'))).toEqual({ outcome: 'killed', by: 'field: off by 1' });
  expect(await found.judge(mutant('+', '*'))).toEqual({ outcome: 'survived', by: '' });
});

test('the same binary, at once or after thorough optimisation, is equivalent and in the first case not run', async () => {
  let runs = 0;
  const counted = judge(() => {
    runs++;
    return undefined;
  });
  expect(await counted.judge(mutant('c', 'C'))).toEqual({ outcome: 'equivalent', by: sameBinary });
  expect(runs).toBe(0);
  expect(await counted.judge(mutant('dead', 'deaf'))).toEqual({ outcome: 'equivalent', by: sameBinary });
  expect(runs).toBe(2);
});

test('what only the plain variant has is run on it', async () => {
  const plain = judge((binary) => (binary.includes('plain:e') ? 'off' : undefined));
  expect(await plain.judge(mutant('plain:d', 'plain:e'))).toEqual({ outcome: 'killed', by: 'off' });
});

test('what the compiler refuses is invalid; a suite that fails without a fault is told', async () => {
  expect((await judge(() => undefined).judge(mutant('+', '!'))).outcome).toBe('invalid');
  expect(await judge(() => 'off').begin()).toBe('relaxed-shared: off');
  expect(await judge(() => undefined).begin()).toBeUndefined();
});
