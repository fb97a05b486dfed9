import type { TextSink } from './context.ts';
import { exitCodes } from './exit-code.ts';

/** A signal that the first SIGINT or SIGTERM aborts; the second one quits at once. `release` takes the handlers away. */
export function listenForInterrupt(stderr: TextSink): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    stderr.write('\nstopping after this update; press Ctrl+C again to quit at once\n');
    controller.abort();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    },
  };
}

/** Lets pending signals and timers of the process run; work that only awaits settled promises never does. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
