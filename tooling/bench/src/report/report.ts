import type { Machine } from '../machine/machine.ts';
import type { Failure } from '../measure/failure.ts';
import type { Summary } from '../measure/statistics.ts';
import type { Sizes } from '../problem/sizes.ts';
import type { AbsentSubject } from '../problem/subjects.ts';
import type { Goal, Verdict } from './goals.ts';

/** How many times faster a row is than another that does the same. */
export interface Ratio {
  readonly peer: string;
  readonly times: number;
}

/** One measured row; times in milliseconds, after the row's scale. */
export interface RowResult {
  readonly group: string;
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  readonly threads: number;
  readonly time: Summary;
  readonly samples: readonly number[];
  readonly gigaflops?: number;
  /** Of the calibration loop's rate in the same group, times threads. */
  readonly fractionOfPeak?: number;
  readonly ratios: readonly Ratio[];
  readonly note?: string;
}

/** Median rate of one thread in the calibration loop, GFLOP/s, and the best. */
export interface Calibration {
  readonly id: string;
  readonly group: string;
  readonly median: number;
  readonly best: number;
}

/** The best rate of the Hopfield field, a matrix product, in GFLOP/s: what memory and caches leave of the peak. */
export interface ProductRate {
  readonly subject: string;
  readonly best: number;
}

/** Peak resident memory of a process that does only coupled training. */
export interface MemoryResult {
  readonly id: 'memory-coupled';
  readonly title: string;
  readonly subject: string;
  readonly updates: number;
  /** 10^6 bytes. */
  readonly megabytes: number;
  /** When the process started, before it loaded anything. */
  readonly megabytesAtStart: number;
}

/** Time against one size, all others fixed. */
export interface GrowthCurve {
  readonly axis: GrowthAxis;
  readonly work: string;
  readonly subject: string;
  readonly points: readonly { readonly size: number; readonly time: Summary }[];
  /** Power of the size with which the median grows. */
  readonly slope: number;
}

export type GrowthAxis = 'N' | 'B' | 'k' | 'D';

/** A goal beside what was measured. */
export interface GoalResult extends Goal {
  readonly title: string;
  readonly value: number;
  readonly verdict: Verdict;
  /** The value and verdict on a machine with the peak that the goals were set for, by proportion. */
  readonly atGoalPeak?: { readonly value: number; readonly verdict: Verdict };
}

/** All that a run of the benchmark found; this is what is saved. */
export interface Report {
  readonly formatVersion: 1;
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly sizes: Sizes;
  readonly data: string;
  readonly backends: readonly { readonly id: string; readonly description: string }[];
  readonly absent: readonly AbsentSubject[];
  readonly method: string;
  /** Load of the machine before the run and after each part; this run is one of it. */
  readonly load: readonly { readonly part: string; readonly load: number }[];
  readonly calibration: readonly Calibration[];
  readonly products: readonly ProductRate[];
  readonly rows: readonly RowResult[];
  readonly memory: readonly MemoryResult[];
  readonly growth: readonly GrowthCurve[];
  readonly goals: readonly GoalResult[];
  readonly failures: readonly Failure[];
}
