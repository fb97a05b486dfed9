import { type CapacityPoint, type CriticalLoad, knownLimit, patternsAt } from '@hkmem/storage';
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
