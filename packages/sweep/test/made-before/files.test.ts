import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Cell, type CellResult, identify, identifyCell } from '@hkmem/experiments';
import { expectKept } from '@hkmem/vitest-preset/kept-numbers';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { readCellResult } from '../../src/cells/result-file.ts';
import { runCell } from '../../src/cells/run-cell.ts';
import { expandSweep } from '../../src/file/expand.ts';
import { readSweepFile } from '../../src/file/sweep-file.ts';
import { readMemory } from '../../src/files/read-memory.ts';
import { trainingOf } from '../../src/pool/agenda.ts';
import { FolderStore } from '../../src/queue/store/folder-store.ts';
import { fetchFinished, foldersOf, KeptCheckpoint } from '../../src/queue/store/run-folders.ts';
import { findResult } from '../../src/queue/store/stored-results.ts';
import { sweepId } from '../../src/results/sweep-identity.ts';
import { readConfig } from '../../src/run-folder/run-folder.ts';
import { withSession } from '../../src/session/session.ts';

// What lies beside this file was made by the sources of 22 November 2026, before they were parted into packages: run
// folders of a finished edit, of its base and of a base that was stopped after 2 of 4 updates, and a store of the same.
const here = fileURLToPath(new URL('.', import.meta.url));
const { finished, unfinished, numbers } = JSON.parse(readFileSync(join(here, 'files.json'), 'utf8')) as {
  readonly finished: Cell;
  readonly unfinished: Cell;
  /** Of the unfinished cell, when it was gone on with. */
  readonly numbers: CellResult['numbers'];
};
const [base, edit] = ['base-b7de9d928568', 'swap-ae6092902fe7'];

function run(root: string, cell: Cell): Promise<CellResult> {
  return withSession({ backend: 'cpu', workers: 1 }, (session) => runCell(session, root, cell));
}

/** The run folders, copied. */
function folders(): string {
  const root = temporaryFolder();
  cpSync(join(here, 'folders'), root, { recursive: true });
  return root;
}

test('a sweep file gives the cells it gave', async () => {
  const cells = expandSweep('study.yaml', await readSweepFile(join(here, 'study.yaml')));
  const found = { id: sweepId(cells), cells: cells.map((cell) => identifyCell(cell).id) };
  expect(found).toEqual(JSON.parse(readFileSync(join(here, 'study.json'), 'utf8')));
});

test('weights files are read, and their configuration names their folder', async () => {
  for (const folder of [base, edit]) {
    const memory = await readMemory(join(here, 'folders', folder, 'weights.safetensors'));
    expect(identify(memory.config).folder).toBe(folder);
    expect(memory.config).toEqual(await readConfig(join(here, 'folders', folder)));
  }
});

test('a result is read, and its run folders give it again without training', async () => {
  const root = folders();
  const kept = await readCellResult(root, finished);
  expect(kept?.id).toBe('swap-756f6c9336ac');
  const again = await run(root, { ...finished, execution: { ...finished.execution, checkpointEvery: 7 } } as Cell);
  expect(again).toEqual(kept);
  const bare = temporaryFolder();
  for (const folder of [base, edit]) cpSync(join(root, folder), join(bare, folder), { recursive: true });
  const judged = await run(bare, finished);
  expectKept(judged.numbers, kept?.numbers);
  // Seconds come from the log and from what was kept of the evaluations: nothing was run.
  expect(judged.cost.trainingSeconds).toBe(kept?.cost.trainingSeconds);
  expect(judged.cost.evaluationSeconds).toBe(kept?.cost.evaluationSeconds);
});

test('what was made before is made again', async () => {
  const kept = await readCellResult(join(here, 'folders'), finished);
  expectKept((await run(temporaryFolder(), finished)).numbers, kept?.numbers);
});

test('a checkpoint is gone on with, and ends in the same bits', async () => {
  const root = folders();
  expect((await run(root, unfinished)).numbers).toEqual(numbers);
  const log = readFileSync(join(root, trainingOf(unfinished), 'log.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const sessions = log.map((line) => JSON.parse(line) as { kind: string; from?: number });
  expect(sessions.filter(({ kind }) => kind === 'session').map(({ from }) => from)).toEqual([0, 2]);
});

test('a store gives back results, finished folders and checkpoints', async () => {
  const store = new FolderStore(join(here, 'store'));
  const kept = await readCellResult(join(here, 'folders'), finished);
  expect(await findResult(store, finished)).toEqual(kept);
  const root = temporaryFolder();
  expect(foldersOf(await fetchFinished(store, trainingOf(finished), root))).toEqual([edit]);
  expect((await readMemory(join(root, edit, 'weights.safetensors'))).hash).toBe(kept?.numbers['weights']);
  expect(await new KeptCheckpoint(store, trainingOf(unfinished), root).fetch()).toBe(true);
  expect((await run(root, unfinished)).numbers).toEqual(numbers);
});
