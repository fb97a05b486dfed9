import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CellResult, noProgress, type Progress, type TuneCell } from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { runCell } from '../src/cells/run-cell.ts';
import { InterruptedError } from '../src/errors.ts';
import type { LogEntry } from '../src/run-folder/log.ts';
import { withSession } from '../src/session/session.ts';

// A cell and the numbers that the sources of 27 November 2026 gave for it, when these trainings had a trainer of their own.
const { cell, numbers } = JSON.parse(readFileSync(new URL('made-before/low-rank.json', import.meta.url), 'utf8')) as {
  readonly cell: TuneCell;
  readonly numbers: CellResult['numbers'];
};

function run(root: string, options: { signal?: AbortSignal; progress?: Progress } = {}): Promise<CellResult> {
  return withSession({ backend: 'cpu', workers: 1, ...options }, (session) => runCell(session, root, cell));
}

test('weights retrained by a correction of low rank are the ones they were, bit for bit', async () => {
  expect((await run(temporaryFolder())).numbers).toEqual(numbers);
});

test('a training of low rank that is stopped goes on from its checkpoint and ends in the same bits', async () => {
  const root = temporaryFolder();
  const stop = new AbortController();
  const progress: Progress = {
    ...noProgress,
    begin: ({ label }) => ({
      ...noProgress.begin({ label, total: 1, unit: 'updates' }),
      advance: (done) => {
        if (label === cell.config.task && done === 7) stop.abort();
      },
    }),
  };
  await expect(run(root, { signal: stop.signal, progress })).rejects.toThrow(InterruptedError);
  expect((await run(root)).numbers).toEqual(numbers);
  const lines = readFileSync(globSync(join(root, 'swap-*', 'log.jsonl'))[0]!, 'utf8')
    .trim()
    .split('\n');
  const log = lines.map((line) => JSON.parse(line) as LogEntry);
  expect(log.flatMap((entry) => (entry.kind === 'session' ? [entry.from] : []))).toEqual([0, 7]);
  expect(log.flatMap((entry) => (entry.kind === 'update' ? [entry.update] : []))).toEqual(
    Array.from({ length: cell.config.updates }, (_, n) => n + 1),
  );
});
