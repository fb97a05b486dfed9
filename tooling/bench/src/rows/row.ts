import type { Arithmetic } from '../machine/peak.ts';

/** Work that is ready to be timed: done when a call of `run` is or, if it returns a promise, that is. */
export interface Prepared {
  run(): unknown;
  dispose?(): void | Promise<void>;
}

/** One line of the benchmark: one piece of work on one subject. */
export interface Row {
  /** What is done, the same for all subjects: `coupled-update-24`. */
  readonly id: string;
  /** In words. */
  readonly title: string;
  /** On what: a form of the wasm backend, or `tfjs`, or `one thread` for calibration. */
  readonly subject: string;
  readonly threads: number;
  /** Whose peak the row is held against. */
  readonly arithmetic: Arithmetic;
  /** Useful operations of the row, after `scale`; absent where they say little. */
  readonly operations?: number;
  /** Factor from the time measured to the time reported, for work that is measured in part. Default 1. */
  readonly scale?: number;
  /** What a reader must know about how the row was measured. */
  readonly note?: string;
  /** Ids of rows on `tfjs` that do the same; the row is compared with each. */
  readonly peers?: readonly string[];
  prepare(): Promise<Prepared>;
}

/** `coupled-update-24 on relaxed-2`. */
export function rowKey(row: Pick<Row, 'id' | 'subject'>): string {
  return `${row.id} on ${row.subject}`;
}

/** Rows that are measured in turn with each other. */
export interface Group {
  readonly id: 'kernels' | 'updates' | 'recall';
  readonly title: string;
  /** Rounds that count, in a full and in a quick run. */
  readonly rounds: readonly [full: number, quick: number];
  readonly warmUp: readonly [full: number, quick: number];
  readonly rows: readonly Row[];
}
