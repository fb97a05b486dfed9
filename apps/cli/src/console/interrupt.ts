import type { TextSink } from './context.ts';
import { exitCodes } from './exit-code.ts';

/** What an interrupt says where work stops after a part of it, say after this update. */
export function stoppingAfter(part: string): string {
  return `stopping after this ${part}; press Ctrl+C again to quit at once`;
}

/** The interrupts of a process. */
export interface Interrupts {
  /** Aborted by the first SIGINT or SIGTERM; the second one quits at once. */
  readonly signal: AbortSignal;
  /** Has the first one say something else. */
  sayOnInterrupt(words: string): void;
  /** Takes the handlers away. */
  release(): void;
}

/** Listens for SIGINT and SIGTERM, and says on `stderr` what they do. */
export function listenForInterrupt(stderr: TextSink): Interrupts {
  const controller = new AbortController();
  let words = stoppingAfter('update');
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    stderr.write(`\n${words}\n`);
    controller.abort();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return {
    signal: controller.signal,
    sayOnInterrupt: (other) => {
      words = other;
    },
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
