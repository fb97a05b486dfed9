import type { Progress } from '@hkmem/experiments';

/** One step of progress as plain JSON, to be shown in another process or on another machine. */
export interface ProgressMessage {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly detail: string;
}

/** Milliseconds between two messages of one task. */
const interval = 250;

/** Sends progress on instead of showing it: the first and the last step of a task, and some on the way. Notes are dropped. */
export function forwardProgress(
  send: (message: ProgressMessage) => void,
  now: () => number = () => performance.now(),
): Progress {
  return {
    note: () => {},
    begin: ({ label, total, unit, done: before = 0 }) => {
      let step: ProgressMessage = { label, done: before, total, unit, detail: '' };
      let last = now();
      send(step);
      return {
        advance: (done, detail = '') => {
          step = { label, done, total, unit, detail };
          if (now() - last < interval) return;
          last = now();
          send(step);
        },
        end: () => send(step),
      };
    },
  };
}
