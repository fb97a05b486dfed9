/** What a goal is about. */
export type Quantity = 'milliseconds' | 'gigaflops' | 'timesFaster' | 'megabytes';

/** A value to reach on one row; `stretch` is the further one. */
export interface Goal {
  readonly id: string;
  readonly subject: string;
  readonly quantity: Quantity;
  readonly goal: number;
  readonly stretch?: number;
  /** The row that `timesFaster` is against. */
  readonly against?: string;
  /** In words, where the row's title does not say it. */
  readonly title?: string;
}

/**
 * Fused multiply-add of 128 bits on one thread of the machine the goals were set for, two cores of 2.4 GHz; in
 * GFLOP/s.
 */
export const goalPeak = 38.4;

/**
 * Milliseconds of a coupled update with 8 field evaluations in a native AVX-512 program with 2 threads, from an earlier
 * trial on the machine the goals were set for: a figure from elsewhere, not measured here.
 */
export const nativeUpdate: readonly [fastest: number, slowest: number] = [172, 219];

/** How much slower than the native program the same update may be. */
const nativeFactor = 2.5;

/** Goals for medians, with relaxed SIMD, at the sizes of arXiv 2505.03648. */
export const goals: readonly Goal[] = [
  ...pair('hopfield-field', 'gigaflops', [24, 32], [38, 46]),
  ...pair('kuramoto-field', 'milliseconds', [18, 13], [11, 8]),
  ...pair('hopfield-update-24', 'milliseconds', [520, 450], [320, 250]),
  ...pair('coupled-update-24', 'milliseconds', [2400, 1800], [1500, 1100]),
  { id: 'recall-hopfield', subject: 'relaxed-1', quantity: 'milliseconds', goal: 15 },
  { id: 'recall-coupled', subject: 'relaxed-1', quantity: 'milliseconds', goal: 40 },
  {
    id: 'coupled-update-24',
    subject: 'relaxed-1',
    quantity: 'timesFaster',
    goal: 80,
    stretch: 150,
    against: 'tfjs-coupled-update-24',
    title: 'coupled update, 24 field evaluations, against plain tfjs ops',
  },
  {
    id: 'coupled-update-8',
    subject: 'relaxed-2',
    quantity: 'milliseconds',
    goal: nativeFactor * nativeUpdate[1],
    stretch: nativeFactor * nativeUpdate[0],
    title: `coupled update, 8 field evaluations; ${nativeFactor} times the ${nativeUpdate[0]} to ${nativeUpdate[1]} ms of a native program on another machine`,
  },
  {
    id: 'akorn-sudoku-update',
    subject: 'relaxed-1',
    quantity: 'timesFaster',
    goal: 0.5,
    stretch: 1,
    against: 'tfjs-akorn-sudoku-products',
    title: 'oscillatory Sudoku update, against as many operations in matrix products of tfjs',
  },
  { id: 'memory-coupled', subject: 'relaxed-1', quantity: 'megabytes', goal: 700 },
  { id: 'memory-coupled', subject: 'relaxed-2', quantity: 'megabytes', goal: 1200 },
];

type Bounds = readonly [goal: number, stretch: number];

function pair(id: string, quantity: Quantity, one: Bounds, two: Bounds): readonly Goal[] {
  return [
    { id, subject: 'relaxed-1', quantity, goal: one[0], stretch: one[1] },
    { id, subject: 'relaxed-2', quantity, goal: two[0], stretch: two[1] },
  ];
}

/** How far a value got. */
export type Verdict = 'stretch' | 'met' | 'missed';

/** A goal that has no stretch is at best `met`. */
export function judge({ quantity, goal, stretch }: Goal, value: number): Verdict {
  const reaches = (bound: number): boolean =>
    quantity === 'gigaflops' || quantity === 'timesFaster' ? value >= bound : value <= bound;
  if (stretch !== undefined && reaches(stretch)) return 'stretch';
  return reaches(goal) ? 'met' : 'missed';
}

/**
 * What a time or rate measured here would be on a machine with the peak that the goals were set for, if all of it went
 * with the peak; undefined for what does not depend on it.
 */
export function atGoalPeak(quantity: Quantity, value: number, peakHere: number | undefined): number | undefined {
  if (peakHere === undefined) return undefined;
  if (quantity === 'milliseconds') return (value * peakHere) / goalPeak;
  return quantity === 'gigaflops' ? (value * goalPeak) / peakHere : undefined;
}
