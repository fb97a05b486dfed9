import { type CapacityPoint, type CriticalLoad, extrapolate, fitPower, knownLimit, patternsAt } from '@hkmem/storage';
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

/** Where half of the patterns come back within 5 %, beside the known limit. */
export function criticalTable(critical: readonly CriticalLoad[]): Table {
  return {
    columns: ['rule', 'N', 'damage', 'half come back at', '+-', 'patterns', 'known limit'],
    rows: critical.map(({ rule, neurons, damage, load, error }) => [
      rule,
      String(neurons),
      String(damage),
      load === undefined ? '-' : load.toPrecision(4),
      error === undefined ? '-' : error.toPrecision(1),
      load === undefined ? '-' : String(patternsAt({ rule, neurons, load })),
      knownLimit(rule, neurons)?.load.toPrecision(4) ?? '-',
    ]),
  };
}

/** The load at which half come back as N grows, and its patterns as a power of N, where there are three sizes or more. */
export function loadFit(found: readonly CriticalLoad[]): string | undefined {
  if (new Set(found.map(({ neurons }) => neurons)).size < 3 || found[0]!.rule === 'exponential') return undefined;
  const loads = extrapolate(found.map(({ neurons, load }) => ({ neurons, y: load! })));
  const { exponent, error } = fitPower(
    found.map(({ rule, neurons, load }) => ({ x: neurons, y: patternsAt({ rule, neurons, load: load! }) })),
  );
  return (
    `Half come back up to a load of ${loads.limit.toFixed(4)} (+- ${loads.error!.toFixed(4)}) at infinite N, by least squares ` +
    `in 1 / sqrt(N). Their number grows as N^${exponent.toFixed(3)} (+- ${error!.toFixed(3)}) over these sizes, by least ` +
    'squares in logarithms.'
  );
}
