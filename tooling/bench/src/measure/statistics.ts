/** The value below which a share of the values lies, linear between neighbours; `sorted` ascending, not empty. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

/** Median, spread and least of a number of samples. */
export interface Summary {
  readonly count: number;
  readonly median: number;
  /** Quartiles: half of the samples lie between them. */
  readonly lower: number;
  readonly upper: number;
  readonly least: number;
}

/** @throws {RangeError} if there are no samples, or one is not finite. */
export function summarise(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError('samples: got none, allowed is one or more.');
  const bad = samples.find((sample) => !Number.isFinite(sample));
  if (bad !== undefined) throw new RangeError(`sample: got ${bad}, allowed is a finite number.`);
  const sorted = Float64Array.from(samples).sort();
  return {
    count: sorted.length,
    median: quantile(sorted, 0.5),
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    least: sorted[0]!,
  };
}

/** The slope of log y against log x by least squares: the power of x with which y grows. */
export function logarithmicSlope(points: readonly (readonly [x: number, y: number])[]): number {
  if (new Set(points.map(([x]) => x)).size < 2) {
    throw new RangeError(`points: got ${points.length}, allowed are two or more with different x.`);
  }
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
