import { largestOf } from '@hkmem/backend';
/** What is known about the times of a set of cells. */
export interface KnownTimes {
  /** Cells that were run from their beginning to their end. */
  readonly finished: readonly { readonly kind: string; readonly seconds: number }[];
  readonly running: readonly {
    readonly kind: string;
    readonly seconds: number;
    readonly share: number;
    readonly firstShare: number;
  }[];
  /** Kinds of the cells that were not begun. */
  readonly waiting: readonly string[];
  /** How many are run at once. */
  readonly parallel: number;
}

/** Share of a cell that must be seen before its pace counts. */
const enough = 0.02;

/** Seconds until all cells are done, by the mean time of each kind and the pace of those at work; undefined while unknown. */
export function secondsLeft({ finished, running, waiting, parallel }: KnownTimes): number | undefined {
  const samples = [
    ...finished,
    ...running.flatMap(({ kind, seconds, share, firstShare }) => {
      const seen = share - firstShare;
      return seen > enough ? [{ kind, seconds: seconds / seen }] : [];
    }),
  ];
  if (waiting.length + running.length === 0) return 0;
  if (samples.length === 0) return undefined;
  const overall = mean(samples.map(({ seconds }) => seconds));
  const expected = (kind: string): number => {
    const alike = samples.filter((sample) => sample.kind === kind);
    return alike.length === 0 ? overall : mean(alike.map(({ seconds }) => seconds));
  };
  const ahead = running.map(({ kind, seconds, share, firstShare }) => {
    const seen = share - firstShare;
    return seen > enough ? (seconds / seen) * (1 - share) : expected(kind) * (1 - share);
  });
  const work = [...ahead, ...waiting.map(expected)];
  const total = work.reduce((sum, seconds) => sum + seconds, 0);
  // Never less than the longest single cell.
  return largestOf([total / Math.max(1, Math.min(parallel, work.length)), ...work]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
