import type { Progress } from '@hkmem/experiments';
import { formatDuration } from '@hkmem/sweep';
import { SingleBar } from 'cli-progress';
import { RemainingTime } from './remaining-time.ts';

/** A bar per task with the remaining time, on a terminal. */
export function barProgress(stream: NodeJS.WriteStream): Progress {
  return {
    note: (text) => void stream.write(`${text}\n`),
    begin: ({ label, total, unit, done: before = 0 }) => {
      const remaining = new RemainingTime();
      const bar = new SingleBar({
        stream,
        format: `{label} [{bar}] {value}/{total} ${unit}, {detail}{left}`,
        barCompleteChar: '=',
        barIncompleteChar: ' ',
        barsize: 24,
        hideCursor: true,
        // The handlers of this program decide what an interrupt does.
        gracefulExit: false,
        stopOnComplete: false,
        autopadding: true,
      });
      bar.start(total, before, { label: label.padEnd(18), detail: '', left: 'measuring the pace' });
      return {
        advance: (done, detail = '') => {
          remaining.observe(done);
          const left = remaining.secondsTo(total);
          bar.update(done, {
            detail: detail === '' ? '' : `${detail}, `,
            left: left === undefined ? 'measuring the pace' : `${formatDuration(left)} left`,
          });
        },
        end: () => {
          bar.update({ left: 'done' });
          bar.stop();
        },
      };
    },
  };
}
