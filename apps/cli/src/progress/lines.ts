import type { Progress } from '@hkmem/experiments';
import { formatDuration } from '@hkmem/sweep';
import type { TextSink } from '../console/context.ts';
import { RemainingTime } from './remaining-time.ts';

/** Milliseconds between two lines of one task. */
const interval = 5000;

/** Plain lines: one when a task begins, one every few seconds, one at its end. */
export function lineProgress(sink: TextSink, now: () => number = () => performance.now()): Progress {
  const write = (text: string): void => void sink.write(`${text}\n`);
  return {
    note: write,
    begin: ({ label, total, unit, done: before = 0 }) => {
      const remaining = new RemainingTime(now);
      const start = now();
      let last = start;
      let at = before;
      write(`${label}: ${before > 0 ? `from ${before} of ` : ''}${total} ${unit}`);
      return {
        advance: (done, detail = '') => {
          at = done;
          remaining.observe(done);
          if (now() - last < interval) return;
          last = now();
          const left = remaining.secondsTo(total);
          const estimate = left === undefined ? '' : `, ${formatDuration(left)} left`;
          write(`${label}: ${done}/${total} ${unit}${detail === '' ? '' : `, ${detail}`}${estimate}`);
        },
        end: () => write(`${label}: ${at}/${total} ${unit} in ${formatDuration((now() - start) / 1000)}`),
      };
    },
  };
}
