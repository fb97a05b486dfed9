import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { candidates } from './candidates.ts';
import { runSolverCommand } from './command.ts';
import { isFound, type StudyResults } from './store.ts';

/** The whole study on a memory of drawn digits so small that it takes seconds. */
const folder = mkdtempSync(join(tmpdir(), 'solvers-'));
const file = join(folder, 'solvers.json');
const markdown = join(folder, 'performance.md');
const small = ['--neurons', '80', '--neighbours', '6', '--dimension', '3', '--batches', '20,10'];
const short = [
  '--memory-updates',
  '20,3',
  '--training-updates',
  '20,3',
  '--images',
  '20',
  '--output-images',
  '100',
  '--adaptive-images',
  '20',
];
const where = ['--out', folder, '--backend', 'relaxed-1', '--rounds', '1', '--markdown', markdown];
const args: readonly string[] = [...where, ...small, ...short];
const lines: string[] = [];
const results = (): StudyResults => JSON.parse(readFileSync(file, 'utf8')) as StudyResults;

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  writeFileSync(markdown, 'Before.\n');
  expect(await runSolverCommand(args)).toBe(0);
}, 120_000);

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('every candidate is compared with the reference, and comes nearer with more steps', () => {
  for (const task of ['base', 'edit'] as const) {
    const rows = results().gradients[task];
    expect(Object.keys(rows)).toEqual(candidates.map(({ id }) => id));
    const row = rows['rk4 x 9']!;
    if (!isFound(row)) throw new Error(row.failure);
    const coarse = rows['rk4 x 2']!;
    if (!isFound(coarse)) throw new Error(coarse.failure);
    expect(row.outputError).toBeLessThan(coarse.outputError);
    // A memory of a few updates is smooth: nine steps of order 4 leave 1e-4 of the direction at most.
    for (const cosine of Object.values(row.cosines)) expect(cosine).toBeGreaterThan(0.999);
    const timed = Object.keys(results().times[task]!.byCandidate);
    expect(timed).toEqual(candidates.map(({ id }) => id));
    expect(results().adaptive[task]['tsit5, 1']!.evaluations).toBeGreaterThan(6);
    const accuracy = results().accuracy[task]['lawson5 x 2, jittered']!;
    if (!isFound(accuracy)) throw new Error(accuracy.failure);
    expect(accuracy.images).toBe(20);
  }
});

test('tables stand between comments of their own', () => {
  const text = readFileSync(markdown, 'utf8');
  expect(text).toMatch(/^Before\.\n<!-- solvers: begin -->\n### Solvers: how they were compared/);
  for (const part of ['gradients of the edit', 'jittered, start', 'fine evaluations', 'images that share steps']) {
    expect(text).toContain(part);
  }
});

test('a run goes on where it was, with the same numbers', async () => {
  const before = results();
  const { 'rk4 x 3': _, ...rest } = before.gradients.base;
  writeFileSync(file, JSON.stringify({ ...before, gradients: { ...before.gradients, base: rest } }));
  lines.length = 0;
  await runSolverCommand(args);
  expect(lines.filter((line) => line.includes('accuracy') || line.includes('times'))).toEqual([]);
  expect(results().gradients.base['rk4 x 3']).toEqual(before.gradients.base['rk4 x 3']);
});

test('rows of other settings are not mixed', async () => {
  await expect(runSolverCommand([...args, '--dimension', '4'])).rejects.toThrow(
    /settings of the study: .*Give another --out/,
  );
  await expect(runSolverCommand([...args, '--base', join(folder, 'base.safetensors')])).rejects.toThrow(
    /base of the study/,
  );
});
