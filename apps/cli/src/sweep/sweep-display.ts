import { formatDuration, type SweepProgress } from '@hkmem/sweep';
import type { Context } from '../console/context.ts';

/** Milliseconds between two lines where there is no terminal. */
const interval = 5000;

/** Shows how far a sweep is. */
export interface SweepDisplay {
  show(progress: SweepProgress): void;
  /** Leaves the last line as it is. */
  end(): void;
}

/** One line on standard error that is written over on a terminal; elsewhere a line now and then, and when a cell is done. */
export function sweepDisplay(
  context: Context,
  quiet: boolean,
  now: () => number = () => performance.now(),
): SweepDisplay {
  if (quiet) return { show: () => {}, end: () => {} };
  const { stderr } = context;
  const terminal = stderr.isTTY === true;
  let last = Number.NEGATIVE_INFINITY;
  let settled = -1;
  let open = false;
  return {
    show: (progress) => {
      const changed = progress.done + progress.failed !== settled;
      if (!changed && now() - last < (terminal ? interval / 20 : interval)) return;
      last = now();
      settled = progress.done + progress.failed;
      const line = describeProgress(progress);
      if (!terminal) stderr.write(`${line}\n`);
      else stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
      open = terminal;
    },
    end: () => {
      if (open) stderr.write('\n');
      open = false;
    },
  };
}

/** `5 of 12 cells, 1 failed; swap-0123456789ab 45 %; about 3 min left`. */
export function describeProgress({ total, done, failed, running, secondsLeft }: SweepProgress): string {
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  const shown = running.slice(0, 3).map(({ id, share }) => `${id} ${Math.floor(100 * share)} %`);
  const more = running.length > shown.length ? [`${running.length - shown.length} more`] : [];
  const work = running.length === 0 ? '' : `; ${[...shown, ...more].join(', ')}`;
  const left =
    done + failed === total
      ? ''
      : secondsLeft === undefined
        ? '; measuring the pace'
        : `; about ${formatDuration(secondsLeft)} left`;
  return `${done} of ${total} cells${failures}${work}${left}`;
}
