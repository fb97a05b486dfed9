import { availableParallelism } from 'node:os';
import { type Backend, type Selection, selectBackend } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { registerBackends } from '../backends/register.ts';
import type { DataName } from '../config/settings.ts';
import type { Context } from '../console/context.ts';
import { loadData } from '../memory/data.ts';
import { createProgress, type Progress } from '../progress/progress.ts';

/** How a command was told to work. */
export interface SessionOptions {
  readonly backend: string;
  /** Threads of a worker pool; every core if absent, 1 for none. */
  readonly workers?: number | undefined;
  readonly dataDirectory?: string | undefined;
  readonly quiet: boolean;
}

/** What the parts of one command share. */
export interface Session {
  readonly context: Context;
  readonly selection: Selection;
  readonly backend: Backend;
  readonly workers: number;
  readonly progress: Progress;
  /** Loads a data set once. */
  readonly dataset: (name: DataName) => Promise<ImageDataset>;
}

/** Starts a backend, runs `work` with it, and gives everything back. @throws {BackendUnavailableError} saying why. */
export async function withSession<Result>(
  context: Context,
  options: SessionOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  registerBackends();
  const workers = options.workers ?? availableParallelism();
  const selection = await selectBackend(options.backend, { workers });
  const loaded = new Map<DataName, Promise<ImageDataset>>();
  try {
    return await work({
      context,
      selection,
      backend: selection.backend,
      workers,
      progress: createProgress(context, options.quiet),
      dataset: (name) => {
        const known =
          loaded.get(name) ?? loadData(name, { directory: options.dataDirectory, signal: context.interrupt });
        loaded.set(name, known);
        return known;
      },
    });
  } finally {
    await selection.backend.dispose();
  }
}
