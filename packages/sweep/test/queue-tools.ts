import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, identifyCell } from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { runCells } from '../src/pool/local-pool.ts';
import { type Connection, connect } from '../src/queue/connection.ts';
import { queueAddress } from '../src/queue/queue-address.ts';
import { type SweepStatus, sweepStatus } from '../src/queue/status.ts';
import { FolderStore } from '../src/queue/store/folder-store.ts';
import { listSweeps, submitCells } from '../src/queue/submit.ts';
import { runWorker, type WorkerOptions } from '../src/queue/worker/run-worker.ts';
import { resultsCsv, resultsJson, sweepResults } from '../src/results/sweep-results.ts';
import { version } from '../src/version.ts';
import type { Written } from './sweep-cells.ts';

/** Puts cells on a queue as `hkmem sweep run --queue` does, with short pauses between tries. */
export function submit(connection: Connection, cells: readonly Cell[], name = 'study.yaml'): Promise<unknown> {
  const options = {
    name,
    version: version(),
    backend: 'wasm',
    priority: 100,
    now: new Date(),
    retryDelay: 100,
  } as const;
  return submitCells(connection, cells, options);
}

/** Connects to a server of a test. */
export function open(url: string): Promise<Connection> {
  return connect(queueAddress(url, {}), false);
}

/** How the latest sweep stands. */
export async function latest(connection: Connection): Promise<SweepStatus> {
  const [record] = await listSweeps(connection);
  if (record === undefined) throw new Error('no sweep');
  return sweepStatus(connection, record, new Date());
}

/** A worker in this process, its cells in processes of their own. */
export function startWorker(
  url: string,
  store: string,
  more: Partial<WorkerOptions> = {},
): { readonly ended: Promise<void>; readonly stop: () => void; readonly written: Written } {
  const controller = new AbortController();
  const written = { stderr: '' };
  const ended = runWorker({
    address: queueAddress(url, {}),
    store: new FolderStore(store),
    jobs: 1,
    threads: 1,
    scratch: temporaryFolder(),
    lease: 3,
    every: 0.2,
    untilDone: true,
    signal: controller.signal,
    environment: { HKMEM_QUEUE_URL: url },
    log: (line) => {
      written.stderr += `${line}\n`;
    },
    ...more,
  });
  ended.catch(() => {});
  return { ended, stop: () => controller.abort(), written };
}

/** The tables of cells as a local run gives them: the bytes of results.csv and results.json. */
export async function localTables(cells: readonly Cell[]): Promise<readonly [string, string]> {
  const results = sweepResults(await runCells(cells, { root: temporaryFolder(), jobs: 1 }));
  return [resultsCsv(results), resultsJson(results)];
}

/** All text in the files below a folder. */
export function allText(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => `${file}\n${readFileSync(file, 'latin1')}`).join('\n');
}

export const idOf = (cell: Cell): string => identifyCell(cell).id;
