import { proxy, type Remote, wrap } from 'comlink';
import type { Compute } from '../worker/compute.worker.ts';
import type { BackendChoice, BackendName, BackendStatus } from '../worker/protocol.ts';

/** The worker's state as the page shows it. */
export const backend: {
  phase: 'starting' | 'ready' | 'failed';
  status: BackendStatus | undefined;
  problem: string;
  /** Counts starts, so that scenes load again after one. */
  generation: number;
} = $state({ phase: 'starting', status: undefined, problem: '', generation: 0 });

let remote: Remote<Compute> | undefined;
let starting: Promise<void> = Promise.resolve();

/** An address beside the page, in full, for the worker. */
export function beside(path: string): string {
  return new URL(path, document.baseURI).href;
}

/** Threads to ask for: those of the machine where memory can be shared, else one. */
export function threadsHere(): number {
  return crossOriginIsolated ? Math.max(1, Math.min(navigator.hardwareConcurrency, 8)) : 1;
}

export function choiceOf(name: BackendName): BackendChoice {
  return { name, assets: beside('tfjs/'), workers: threadsHere() };
}

/** Another worker like the page's own. */
export function makeWorker(): Worker {
  return new Worker(new URL('../worker/compute.worker.ts', import.meta.url), { type: 'module' });
}

/**
 * Starts the worker with a backend, or moves the one there is to another. The manifest at `early`, if one is named, and its
 * weights are fetched meanwhile.
 */
export function startCompute(name: BackendName, early?: string): Promise<void> {
  starting = starting.then(async () => {
    Object.assign(backend, { phase: 'starting', problem: '' });
    try {
      if (remote === undefined) {
        remote = wrap<Compute>(makeWorker());
        void remote.onBackendChange(proxy((status) => Object.assign(backend, { status })));
        if (early !== undefined) void remote.fetchRest(early);
      }
      backend.status = await remote.start(choiceOf(name));
      backend.phase = 'ready';
      backend.generation += 1;
    } catch (error) {
      Object.assign(backend, { phase: 'failed', problem: error instanceof Error ? error.message : String(error) });
    }
  });
  return starting;
}

/** The worker, once a backend runs on it. @throws if none could be started. */
export async function compute(): Promise<Remote<Compute>> {
  await starting;
  if (remote === undefined || backend.phase === 'failed') throw new Error(backend.problem);
  return remote;
}
