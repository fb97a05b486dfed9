import {
  type CapacityPoint,
  type CriticalLoad,
  expectedExactLoad,
  extrapolate,
  fitPower,
  type HoneycombCount,
  type HoneycombTrial,
  knownLimit,
  patternsAt,
  type RecallCriterion,
} from '@hkmem/storage';
import { percent, type Table } from '../tables/table.ts';

/** Every point with what was recalled. */
export function capacityTable(points: readonly CapacityPoint[]): Table {
  return {
    columns: ['rule', 'N', 'damage', 'load', 'patterns', 'tried', 'exact %', 'within 5 %', '+-', 'wrong signs %'],
    rows: points.map(({ rule, neurons, damage, load, patterns, tried, exact, near, nearError, wrong }) => [
      rule,
      String(neurons),
      String(damage),
      String(load),
      String(patterns),
      String(tried),
      percent(exact),
      percent(near),
      percent(nearError),
      percent(wrong),
    ]),
  };
}

/** Where half of the patterns come back, within 5 % or exactly, beside what theory expects and the known limit. */
export function criticalTable(critical: readonly CriticalLoad[], criterion: RecallCriterion = 'near'): Table {
  const exact = criterion === 'exact';
  const half = exact ? 'half come back exactly at' : 'half come back at';
  return {
    columns: ['rule', 'N', 'damage', half, '+-', 'patterns', ...(exact ? ['expected'] : []), 'known limit'],
    rows: critical.map(({ rule, neurons, damage, load, error }) => [
      rule,
      String(neurons),
      String(damage),
      load === undefined ? '-' : load.toPrecision(4),
      error === undefined ? '-' : error.toPrecision(1),
      load === undefined ? '-' : String(patternsAt({ rule, neurons, load })),
      ...(exact ? [(damage === 0 && expectedExactLoad(rule, neurons)?.toPrecision(4)) || '-'] : []),
      knownLimit(rule, neurons)?.load.toPrecision(4) ?? '-',
    ]),
  };
}

/**
 * The load at which half come back as N grows, and its patterns as a power of N, where there are three sizes or more. Without
 * a wrong sign theory has N^x over ln N (over its root for Storkey's rule), so that is what is fitted there.
 */
export function loadFit(critical: readonly CriticalLoad[], criterion: RecallCriterion = 'near'): string | undefined {
  const found = critical.filter(({ load }) => load !== undefined);
  if (new Set(found.map(({ neurons }) => neurons)).size < 3 || found[0]!.rule === 'exponential') return undefined;
  const root = found[0]!.rule === 'storkey' ? 0.5 : 1;
  const factorOf = (neurons: number): number => (criterion === 'near' ? 1 : Math.log(neurons) ** root);
  const { exponent, error } = fitPower(
    found.map(({ rule, neurons, load }) => {
      return { x: neurons, y: factorOf(neurons) * patternsAt({ rule, neurons, load: load! }) };
    }),
  );
  const power = `N^${exponent.toFixed(3)} (+- ${error!.toFixed(3)})`;
  if (criterion === 'exact') {
    const over = root === 1 ? 'ln N' : 'sqrt(ln N)';
    return `The number of which half come back exactly grows as ${power} / ${over} over these sizes, by least squares in logarithms.`;
  }
  const loads = extrapolate(found.map(({ neurons, load }) => ({ neurons, y: load! })));
  return (
    `Half come back up to a load of ${loads.limit.toFixed(4)} (+- ${loads.error!.toFixed(4)}) at infinite N, by least squares ` +
    `in 1 / sqrt(N). Their number grows as ${power} over these sizes, by least squares in logarithms.`
  );
}

/** What honeycombs hold, counted in three ways. */
export function honeycombTable(found: readonly (HoneycombTrial & HoneycombCount)[]): Table {
  return {
    columns: ['m', 'n_c', 'N', 'known', 'counted', 'back', 'of', 'starts', 'ended at one', 'at others', 'met'],
    rows: found.map((each) =>
      [
        each.cells,
        each.size,
        each.oscillators,
        each.known,
        each.counted,
        each.back,
        each.departed,
        each.tried,
        each.ended,
        each.spurious,
        each.met,
      ].map(String),
    ),
  };
}
