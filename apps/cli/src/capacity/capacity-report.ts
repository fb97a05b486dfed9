import { type CapacityPoint, type CriticalLoad, knownLimit } from '@hkmem/storage';
import { capacityTable, criticalTable, loadFit, markdownTable } from '@hkmem/sweep';

/** The report of a sweep over loads and sizes, in Markdown. */
export function capacityReport(
  command: string,
  points: readonly CapacityPoint[],
  critical: readonly CriticalLoad[],
): string {
  const { rule, neurons } = points[0]!;
  const limit = knownLimit(rule, neurons);
  const found = critical.filter(({ load }) => load !== undefined);
  const fit = loadFit(found);
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
