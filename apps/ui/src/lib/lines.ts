export type Interval = readonly [low: number, high: number];

/** A line of a plot: points in the order of x. */
export interface Line {
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly width?: number;
  /** Points alone, with no line between them. */
  readonly dots?: boolean;
}

/**
 * The window of y for these lines: the one there is, as long as it holds all values and, once a line has reached the end
 * of the window of x, is not far too wide. While lines still grow a new one has room where the values are heading.
 */
export function fits(window: Interval | undefined, lines: readonly Line[], x: Interval): Interval | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let reached = x[0];
  for (const { points } of lines) {
    for (const [px, py] of points) {
      if (px < x[0]) continue;
      low = Math.min(low, py);
      high = Math.max(high, py);
      reached = Math.max(reached, px);
    }
  }
  if (low > high) return window;
  const span = Math.max(high - low, 1e-3 * Math.max(1, Math.abs(high)));
  const complete = reached >= x[1] - 1e-9;
  const [from, to] = window ?? [0, 0];
  const holds = window !== undefined && low >= from && high <= to;
  if (holds && !(complete && to - from > 1.5 * span)) return window;
  const room = complete ? 0.06 * span : span;
  const lower = window === undefined || low < from;
  const higher = window !== undefined && high > to;
  const below = low - (lower && !complete ? room : 0.06 * span);
  const above = high + (higher && !complete ? room : 0.06 * span);
  return [low >= 0 ? Math.max(0, below) : below, above];
}
