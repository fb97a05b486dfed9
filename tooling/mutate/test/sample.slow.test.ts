import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { JudgeProcess } from '../src/judge/judge-process.ts';
import type { Verdict } from '../src/kernels/verdict.ts';
import { findMutants } from '../src/mutants/find-mutants.ts';
import type { Mutant } from '../src/mutants/mutant.ts';
import { mutate } from '../src/mutate.ts';
import { countsOf } from '../src/results/file-report.ts';
import { score } from '../src/results/report.ts';
import { sameBinary } from '../src/results/result.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** A few of a sample may be equivalent without being known as such. */
const leastScore = 90;

test('of a fixed sample of faults in the kernels nearly all are found, and a second run has nothing to do', async () => {
  const results = mkdtempSync(join(tmpdir(), 'mutate-'));
  try {
    const options = {
      parts: ['wasm'],
      sample: 40,
      seed: 1,
      processes: 1,
      survivors: false,
      known: false,
      results,
    } as const;
    const said: string[] = [];
    const { signal } = new AbortController();
    const run = () => mutate(root, options, { say: (text) => said.push(text), signal, command: 'mutate' });
    const [report] = await run();
    const counts = countsOf(report!.files);
    expect(counts.tried).toBe(40);
    expect(score(counts), said.filter((line) => line.includes('survived')).join('')).toBeGreaterThan(leastScore);
    // What survives is told once more, when it was compared.
    const told = said.length;
    expect(told).toBeGreaterThanOrEqual(40);
    expect(await run()).toEqual([report]);
    expect(said).toHaveLength(told);
  } finally {
    rmSync(results, { recursive: true });
  }
}, 900_000);

/** The mutant of a kernel's file in the first line that holds `code`. */
function mutantOf(file: string, code: string, original: string, replacement: string): Mutant {
  const path = `packages/backend-wasm/assembly/${file}.ts`;
  const text = readFileSync(`${root}/${path}`, 'utf8');
  const at = text.indexOf(code);
  const line = text.slice(0, at).split('\n').length;
  const found = findMutants(root, 'wasm').filter((mutant) => mutant.file === path && mutant.line === line);
  const mutant = found.find((one) => one.original === original && one.replacement === replacement);
  expect(mutant, `${code}: ${original} to ${replacement}`).toBeDefined();
  return mutant!;
}

/** Verdicts on these, in their order. */
async function verdictsOn(task: 'run' | 'compare', mutants: readonly Mutant[]): Promise<readonly Verdict[]> {
  const judge = new JudgeProcess(root, 'wasm');
  const verdicts = new Map<Mutant, Verdict>();
  try {
    await judge.judge(task, mutants, (mutant, verdict) => verdicts.set(mutant, verdict));
  } finally {
    judge.close();
  }
  return mutants.map((mutant) => verdicts.get(mutant)!);
}

test('faults in a kernel are killed, endless ones too, unless the binary is the same', async () => {
  const wrongKind = mutantOf('pair-weights', 'row(RELU, false', 'RELU', 'TANH');
  // A linear interaction of coupled units, without which the field is off by 0.8 of its largest entry.
  const forgotten = mutantOf('pair-weights', 'row(LINEAR, true', 'LINEAR', 'NONE');
  // In the body of a function, which has a switch, and in a constant, which has none.
  const backwards = mutantOf('state-norms', 'for (; at < stop', '+=', '-=');
  const standing = mutantOf('state-norms', 'const RUN', '32', '0');
  const [kind, linear, back, still] = await verdictsOn('run', [wrongKind, forgotten, backwards, standing]);
  expect(kind).toMatchObject({ outcome: 'killed' });
  expect(linear).toMatchObject({ outcome: 'killed' });
  expect(back).toMatchObject({ outcome: 'killed' });
  expect(still).toMatchObject({ outcome: 'killed', by: expect.stringMatching(/unreachable$/) });
  const blank = { ...standing, start: 0, end: 0, replacement: '\n' };
  expect(await verdictsOn('compare', [blank, wrongKind])).toEqual([
    { outcome: 'equivalent', by: sameBinary },
    { outcome: 'survived', by: '' },
  ]);
}, 900_000);
