import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DeviceError, ValueError } from '@hkmem/backend';
import { identify, identifyCell } from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { InterruptedError, RunFolderError, RunInUseError } from '../src/errors.ts';
import { runCells } from '../src/pool/local-pool.ts';
import { secondsLeft } from '../src/pool/seconds-left.ts';
import { CellProcess, UnableError } from '../src/process/cell-process.ts';
import { failureReason } from '../src/process/failure-reason.ts';
import { resultsCsv, sweepResults } from '../src/results/sweep-results.ts';
import { writeFailure } from '../src/run-folder/atomic-write.ts';
import { runFiles } from '../src/run-folder/run-folder.ts';
import { forwardProgress } from '../src/session/forward-progress.ts';
import { tinyBase, tinyEdit, until } from './sweep-cells.ts';

/** Processes start in a second, on a busy machine in ten. */
const patient = { timeout: 120_000 };

test('two edits of one base: the base is trained once, and a second call reads all', patient, async () => {
  const root = temporaryFolder();
  const cells = [tinyEdit(), tinyEdit({ seed: 2 }), tinyEdit()];
  const seen: string[] = [];
  const outcomes = await runCells(cells, {
    root,
    jobs: 2,
    onProgress: ({ done, total, failed, running }) => seen.push(`${done}/${total} ${failed} ${running.length}`),
  });
  expect(outcomes.map(({ id, error }) => [id, error])).toEqual([
    [identifyCell(cells[0]!).id, undefined],
    [identifyCell(cells[1]!).id, undefined],
  ]);
  expect(readdirSync(root).filter((name) => name.startsWith('base-'))).toHaveLength(1);
  expect(readdirSync(root).filter((name) => name.startsWith('swap-'))).toHaveLength(2);
  expect(seen[0]).toBe('0/3 0 1');
  expect(seen.at(-1)).toBe('3/3 0 0');
  const again = await runCells(cells, { root });
  expect(again).toEqual(outcomes);
});

/** Long enough to be met at work: a checkpoint every 20 updates of 400. */
const long = tinyBase({ updates: 400, checkpointEvery: 20 });

function foldersIn(root: string): { readonly checkpoint: string; readonly lock: string; readonly log: string } {
  const folder = join(root, identify(long.config).folder);
  return {
    checkpoint: join(folder, runFiles.checkpoint),
    lock: join(folder, runFiles.lock),
    log: join(folder, runFiles.log),
  };
}

/** Where each session of the long run began. */
function sessions(root: string): number[] {
  const lines = readFileSync(foldersIn(root).log, 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const entry = JSON.parse(line) as { kind: string; from: number };
    return entry.kind === 'session' ? [entry.from] : [];
  });
}

test(
  'a process that is killed is replaced, and the cell goes on from its checkpoint to the same numbers',
  patient,
  async () => {
    const [root, whole] = [temporaryFolder(), temporaryFolder()];
    const { checkpoint, lock } = foldersIn(root);
    const running = runCells([long], { root });
    await until('a checkpoint', () => existsSync(checkpoint));
    const { process: pid } = JSON.parse(readFileSync(lock, 'utf8')) as { process: number };
    process.kill(pid, 'SIGKILL');
    const [killed] = await running;
    const [straight] = await runCells([long], { root: whole });
    expect(killed!.result!.numbers).toEqual(straight!.result!.numbers);
    const [, second] = sessions(root);
    expect(sessions(root)).toHaveLength(2);
    expect(second! % 20).toBe(0);
    expect(second).toBeGreaterThan(0);
    expect(resultsCsv(sweepResults([killed!]))).toBe(resultsCsv(sweepResults([straight!])));
  },
);

test('an interrupt saves and stops; the same call goes on', patient, async () => {
  const root = temporaryFolder();
  const { checkpoint } = foldersIn(root);
  const controller = new AbortController();
  const running = runCells([long, tinyEdit()], { root, jobs: 1, signal: controller.signal });
  await until('a checkpoint', () => existsSync(checkpoint));
  controller.abort();
  await expect(running).rejects.toThrow(InterruptedError);
  await expect(running).rejects.toThrow(/stopped with 0 of 3 cells done; the others are saved at their last update\.$/);
  expect(existsSync(foldersIn(root).lock)).toBe(false);
  const outcomes = await runCells([long, tinyEdit()], { root, jobs: 1 });
  expect(outcomes.every(({ result }) => result !== undefined)).toBe(true);
  const [first, second] = sessions(root);
  expect(first).toBe(0);
  expect(second).toBeGreaterThan(0);
});

test('a cell that fails stops only those that need it', patient, async () => {
  const root = temporaryFolder();
  const base = tinyBase();
  // 800 glyph pixels and classes leave no room for 5000 neighbours.
  const edit = tinyEdit();
  const broken = { ...edit, config: { ...edit.config, graph: { ...edit.config.graph, neighbours: 5000 } } };
  const lost = tinyBase({ seed: 9 });
  const needs = tinyEdit({}, lost);
  // A run folder of other settings stands where the base memory's should be.
  const place = join(root, identify(lost.config).folder);
  mkdirSync(place);
  writeFileSync(join(place, runFiles.config), '{"task": "base"}');
  const outcomes = await runCells([base, broken, needs], { root, jobs: 1 });
  const errors = new Map(outcomes.map(({ id, error }) => [id, error]));
  expect(errors.get(identifyCell(base).id)).toBeUndefined();
  expect(errors.get(identifyCell(broken).id)).toMatch(/neighbours.*5000/);
  expect(errors.get(identifyCell(needs).id)).toMatch(
    /needs base-[0-9a-f]{12}, which failed: .*another configuration.*\(tried 3 times\)/s,
  );
});

test('a cell that another process works on is waited for', patient, async () => {
  const root = temporaryFolder();
  const base = tinyBase();
  const place = join(root, identify(base.config).folder);
  mkdirSync(place);
  // This process stands for the other one.
  writeFileSync(join(place, runFiles.lock), JSON.stringify({ process: process.pid, host: hostname() }));
  let begun = 0;
  const [outcome] = await runCells([base], {
    root,
    onProgress: ({ running }) => {
      begun += running.length;
      if (begun === 2) writeFileSync(join(place, runFiles.lock), '{}');
    },
  });
  expect(begun).toBeGreaterThanOrEqual(2);
  expect(outcome!.result?.id).toBe(identifyCell(base).id);
});

test('a backend that does not work here ends all with its reason', patient, async () => {
  const running = runCells([tinyBase()], { root: temporaryFolder(), backend: 'nothing' });
  await expect(running).rejects.toThrow(UnableError);
  await expect(running).rejects.toThrow(/nothing/);
});

test('a process sees no credentials, and says how it ended', patient, async () => {
  const environment = {
    HKMEM_QUEUE_URL: 'redis://:secret@host',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NODE_OPTIONS: '--bad',
  };
  const child = new CellProcess({ backend: 'wasm', workers: 1, environment });
  const running = child.run(temporaryFolder(), tinyBase(), () => {});
  await expect(running).rejects.toThrow(UnableError);
  await expect(running).rejects.toThrow(/ended with code \d+, after: .*--bad is not allowed/s);
  await expect(running).rejects.not.toThrow(/secret/);
});

test('a failure says what to do about it', () => {
  const { signal } = new AbortController();
  const stopped = AbortSignal.abort();
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  expect(failureReason(writeFailure('/runs/checkpoint', full), signal)).toBe('storage');
  expect(failureReason(new RunInUseError('another process (1 on a) works in this run'), signal)).toBe('in-use');
  expect(failureReason(new RunFolderError('another process of it may be cut short'), signal)).toBe('passing');
  expect(failureReason(new ValueError('neighbours', 5000, 'fewer'), signal)).toBe('final');
  expect(failureReason(new DeviceError('lost'), signal)).toBe('passing');
  expect(failureReason(new TypeError('a fault of ours'), signal)).toBe('passing');
  expect(failureReason(new InterruptedError('saved'), signal)).toBe('stopped');
  expect(failureReason(stopped.reason, stopped)).toBe('stopped');
});

test('progress is sent on at its beginning, now and then, and at its end', () => {
  let time = 0;
  const sent: string[] = [];
  const progress = forwardProgress(
    ({ label, done, total, unit }) => sent.push(`${label} ${done}/${total} ${unit}`),
    () => time,
  );
  const task = progress.begin({ label: 'swap', total: 9, done: 2, unit: 'updates' });
  for (let done = 3; done <= 9; done++) {
    time += 100;
    task.advance(done);
  }
  task.end();
  // A quarter of a second lies between two messages on the way.
  expect(sent.map((line) => line.split(' ')[1])).toEqual(['2/9', '5/9', '8/9', '9/9']);
  expect(sent[0]).toBe('swap 2/9 updates');
});

test('the time that is left is that of what is left, never less than the longest cell', patient, () => {
  const finished = [
    { kind: 'base', seconds: 10 },
    { kind: 'edit', seconds: 40 },
  ];
  const none = { finished: [], running: [], waiting: [], parallel: 2 };
  expect(secondsLeft({ ...none, waiting: ['edit'] })).toBeUndefined();
  expect(secondsLeft({ ...none, finished })).toBe(0);
  // 4 cells of 40 s on two processes.
  expect(secondsLeft({ ...none, finished, waiting: ['edit', 'edit', 'edit', 'edit'] })).toBe(80);
  expect(secondsLeft({ ...none, finished, waiting: ['edit', 'base'] })).toBe(40);
  // A quarter was done before, half is done now after 20 s: 0.25 took 20 s, so 0.5 take 40 s.
  const running = [{ kind: 'edit', seconds: 20, share: 0.5, firstShare: 0.25 }];
  expect(secondsLeft({ ...none, running })).toBeCloseTo(40, 10);
});
