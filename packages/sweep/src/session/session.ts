import { availableParallelism } from 'node:os';
import { type Backend, type Selection, selectBackend } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { type DataName, noProgress, type Progress } from '@hkmem/experiments';
import { loadNamed } from './load-named.ts';
import { registerBackends } from './register-backends.ts';

/** How runs are gone about. */
export interface SessionOptions {
  /** `wasm`, `webgpu`, `cpu`, or `auto` for the fastest that works here; `auto` if absent. */
  readonly backend?: string | undefined;
  /** Threads of a worker pool; every core if absent, 1 for none. */
  readonly workers?: number | undefined;
  /** Folder with the IDX files of the data sets. */
  readonly dataDirectory?: string | undefined;
  /** Stops work at the next checkpoint when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Is told how work goes on; nobody if absent. */
  readonly progress?: Progress | undefined;
  /** The clock of logs and results; the system's if absent. */
  readonly now?: (() => Date) | undefined;
}

/** What the parts of some work share. */
export interface Session {
  /** The backend that was chosen, and why not others. */
  readonly selection: Selection;
  /** Where to compute. */
  readonly backend: Backend;
  /** Threads that the backend may use. */
  readonly workers: number;
  /** Aborts when work is to stop: finish the update, save, leave. */
  readonly signal: AbortSignal;
  /** Is told how work goes on. */
  readonly progress: Progress;
  /** The clock of logs and results. */
  readonly now: () => Date;
  /** Loads a data set once. */
  readonly dataset: (name: DataName) => Promise<ImageDataset>;
}

/** Starts a backend, runs `work` with it, and gives everything back. @throws {BackendUnavailableError} saying why. */
export async function withSession<Result>(
  options: SessionOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  registerBackends();
  const { signal = new AbortController().signal, progress = noProgress, now = () => new Date() } = options;
  const workers = options.workers ?? availableParallelism();
  const selection = await selectBackend(options.backend ?? 'auto', { workers });
  const loaded = new Map<DataName, Promise<ImageDataset>>();
  const dataset = (name: DataName): Promise<ImageDataset> => {
    const known = loaded.get(name) ?? loadNamed(name, options.dataDirectory, signal);
    loaded.set(name, known);
    return known;
  };
  try {
    return await work({ selection, backend: selection.backend, workers, signal, progress, now, dataset });
  } finally {
    await selection.backend.dispose();
  }
}
