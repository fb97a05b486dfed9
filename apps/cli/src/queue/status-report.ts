import { formatDuration, type SweepProgress, type Table } from '@hkmem/sweep';
import { cellStates, type SweepStatus } from '@hkmem/sweep/queue';

/** `sweep-0123456789ab (study.yaml, hkmem 1.0.0): 5 done, 2 running of 12; 2 workers; about 3 min left`. */
export function describeStatus({ sweep, name, version, counts, total, workers, secondsLeft }: SweepStatus): string {
  const parts = cellStates.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`);
  const open = counts.running + counts.waiting + counts.retrying > 0;
  const left = !open
    ? ''
    : secondsLeft === undefined
      ? '; measuring the pace'
      : `; about ${formatDuration(secondsLeft)} left`;
  return (
    `${sweep} (${name}, hkmem ${version}): ${parts.join(', ')} of ${total}; ` +
    `${workers} ${workers === 1 ? 'worker' : 'workers'}${left}`
  );
}

/** Every cell as a row. */
export function statusTable({ cells }: SweepStatus): Table {
  return {
    columns: ['id', 'state', 'failures', 'time', 'worker', 'detail'],
    rows: cells.map(({ id, state, failures, seconds, worker = '', share, step, error }) => [
      id,
      state,
      failures === 0 ? '' : String(failures),
      seconds === undefined ? '' : formatDuration(seconds),
      worker,
      error ?? (share === undefined ? '' : `${Math.floor(100 * share)} %${step ? `, ${step}` : ''}`),
    ]),
  };
}

/** The same as progress of a set of cells, to be shown as such. */
export function progressOf({ total, counts, cells, secondsLeft }: SweepStatus): SweepProgress {
  return {
    total,
    done: counts.done,
    failed: counts.parked + counts.cancelled + counts.absent,
    running: cells.flatMap(({ id, kind, state, seconds = 0, share = 0 }) =>
      state === 'running' ? [{ id, kind, seconds, share, firstShare: 0 }] : [],
    ),
    secondsLeft,
  };
}
