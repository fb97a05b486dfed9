import type { CapacityCount } from './capacity-count.ts';
import type { CapacityTrial } from './trial.ts';

/** A trial and what was counted. */
export interface FinishedTrial {
  /** What was asked. */
  readonly trial: CapacityTrial;
  /** What was counted. */
  readonly count: CapacityCount;
}

/** What is recalled at one rule, size, load and damage, over all seeds. */
export interface CapacityPoint extends Pick<CapacityTrial, 'rule' | 'neurons' | 'load' | 'damage'> {
  /** P. */
  readonly patterns: number;
  /** Cued, over all seeds. */
  readonly tried: number;
  /** Share recalled without a wrong sign. */
  readonly exact: number;
  /** Share recalled with at most 5 % of the signs wrong. */
  readonly near: number;
  /** Standard error of `near`, from how seeds differ; with one seed, that of independent trials. */
  readonly nearError: number;
  /** Mean share of wrong signs. */
  readonly wrong: number;
}

/** Sums trials over seeds, in order of rule, size, damage and load. */
export function capacityPoints(finished: readonly FinishedTrial[]): CapacityPoint[] {
  const groups = new Map<string, FinishedTrial[]>();
  for (const entry of finished) {
    const { rule, neurons, load, damage } = entry.trial;
    const key = JSON.stringify([rule, neurons, damage, load]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map(pointOf).sort((a, b) => {
    if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
    return a.neurons - b.neurons || a.damage - b.damage || a.load - b.load;
  });
}

function pointOf(group: readonly FinishedTrial[]): CapacityPoint {
  const { rule, neurons, load, damage } = group[0]!.trial;
  const tried = group.reduce((sum, { count }) => sum + count.tried, 0);
  const share = (of: (count: CapacityCount) => number): number =>
    group.reduce((sum, { count }) => sum + of(count), 0) / tried;
  const near = share((count) => count.near);
  const seeds = group.length;
  const spread = group.reduce((sum, { count }) => sum + (count.near / count.tried - near) ** 2, 0);
  const nearError =
    seeds > 1 ? Math.sqrt(spread / (seeds - 1) / seeds) : Math.sqrt((near * (1 - near)) / Math.max(tried, 1));
  return {
    rule,
    neurons,
    load,
    damage,
    patterns: group[0]!.count.patterns,
    tried,
    exact: share((count) => count.exact),
    near,
    nearError,
    wrong: share((count) => count.wrong * count.tried),
  };
}

/** Where recall breaks down. */
export interface CriticalLoad extends Pick<CapacityTrial, 'rule' | 'neurons' | 'damage'> {
  /** The load at which half of the patterns are recalled; undefined if the loads that were tried do not enclose it. */
  readonly load: number | undefined;
  /** Its standard error, by leaving out one seed at a time; undefined with one seed. */
  readonly error: number | undefined;
}

/** What counts as recalled: without a wrong sign, or with at most 5 % wrong. */
export type RecallCriterion = 'exact' | 'near';

/** The critical load of every rule, size and damage: where the line between neighbouring loads last falls through 1/2. */
export function criticalLoads(finished: readonly FinishedTrial[], criterion: RecallCriterion = 'near'): CriticalLoad[] {
  const groups = new Map<string, FinishedTrial[]>();
  for (const entry of finished) {
    const { rule, neurons, damage } = entry.trial;
    const key = JSON.stringify([rule, neurons, damage]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((group) => {
    const { rule, neurons, damage } = group[0]!.trial;
    return { rule, neurons, damage, load: crossing(group, criterion), error: crossingError(group, criterion) };
  });
}

function crossing(group: readonly FinishedTrial[], criterion: RecallCriterion): number | undefined {
  const points = capacityPoints(group);
  for (let k = points.length - 1; k > 0; k--) {
    const [low, high] = [points[k - 1]!, points[k]!];
    const [before, after] = [low[criterion], high[criterion]];
    if (before >= 0.5 && after < 0.5) return low.load + ((high.load - low.load) * (before - 0.5)) / (before - after);
  }
  return undefined;
}

/** The jackknife over seeds. */
function crossingError(group: readonly FinishedTrial[], criterion: RecallCriterion): number | undefined {
  const seeds = [...new Set(group.map(({ trial }) => trial.seed))];
  if (seeds.length < 2) return undefined;
  const left = seeds.map((seed) =>
    crossing(
      group.filter(({ trial }) => trial.seed !== seed),
      criterion,
    ),
  );
  if (left.some((load) => load === undefined)) return undefined;
  const loads = left as number[];
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
  const square = loads.reduce((sum, load) => sum + (load - mean) ** 2, 0);
  return Math.sqrt((square * (loads.length - 1)) / loads.length);
}

/** Where a size-dependent number goes for large N. */
export interface Extrapolation {
  /** The value at infinite N. */
  readonly limit: number;
  /** Its standard error, from how points lie about the line; undefined with two points. */
  readonly error: number | undefined;
}

/** Least squares of y = limit + slope / sqrt(N), of at least two sizes. */
export function extrapolate(points: readonly { readonly neurons: number; readonly y: number }[]): Extrapolation {
  const n = points.length;
  const xs = points.map(({ neurons }) => 1 / Math.sqrt(neurons));
  const meanX = xs.reduce((sum, x) => sum + x, 0) / n;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / n;
  const square = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { y }, k) => sum + (xs[k]! - meanX) * (y - meanY), 0) / square;
  const limit = meanY - slope * meanX;
  const left = points.reduce((sum, { y }, k) => sum + (y - limit - slope * xs[k]!) ** 2, 0);
  const error = n > 2 ? Math.sqrt((left / (n - 2)) * (1 / n + meanX ** 2 / square)) : undefined;
  return { limit, error };
}

/** y = factor x^exponent. */
export interface PowerLaw {
  /** Slope of ln y over ln x. */
  readonly exponent: number;
  /** Its standard error, from how points lie about the line; undefined with two points. */
  readonly error: number | undefined;
  /** y at x = 1. */
  readonly factor: number;
}

/** Least squares in logarithms, of at least two points above 0. */
export function fitPower(points: readonly { readonly x: number; readonly y: number }[]): PowerLaw {
  const logs = points.map(({ x, y }) => [Math.log(x), Math.log(y)] as const);
  const n = logs.length;
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / n;
  const square = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const exponent = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / square;
  const left = logs.reduce((sum, [x, y]) => sum + (y - meanY - exponent * (x - meanX)) ** 2, 0);
  const error = n > 2 ? Math.sqrt(left / (n - 2) / square) : undefined;
  return { exponent, error, factor: Math.exp(meanY - exponent * meanX) };
}
