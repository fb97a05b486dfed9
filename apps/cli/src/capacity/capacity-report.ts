import { type CapacityPoint, type CriticalLoad, extrapolate, fitPower, knownLimit, patternsAt } from '@hkmem/storage';
import { capacityTable, criticalTable, markdownTable } from '@hkmem/sweep';

/** The report of a sweep over loads and sizes, in Markdown. */
export function capacityReport(
  command: string,
  points: readonly CapacityPoint[],
  critical: readonly CriticalLoad[],
): string {
  const { rule, neurons } = points[0]!;
  const limit = knownLimit(rule, neurons);
  const found = critical.filter(({ load }) => load !== undefined);
  const fit = fitOf(found);
  return [
    `# How much '${rule}' holds`,
    `\`${command}\``,
    ...(limit === undefined ? [] : [`Known limit: ${limit.text}.`]),
    '![recall against load](capacity.svg)',
    ...(found.length === 0 ? [] : [markdownTable(criticalTable(critical))]),
    ...(fit === undefined ? [] : [fit]),
    markdownTable(capacityTable(points)),
    '',
  ].join('\n\n');
}

/** The load at which half come back as N grows, and its patterns as a power of N, where there are three sizes or more. */
export function fitOf(found: readonly CriticalLoad[]): string | undefined {
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
