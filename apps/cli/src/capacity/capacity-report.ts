import { type CapacityPoint, criticalLoads, type FinishedTrial, knownLimit } from '@hkmem/storage';
import { capacityTable, criticalTable, loadFit, markdownTable } from '@hkmem/sweep';

/** The report of a sweep over loads and sizes, in Markdown. */
export function capacityReport(
  command: string,
  points: readonly CapacityPoint[],
  finished: readonly FinishedTrial[],
): string {
  const { rule, neurons } = points[0]!;
  const limit = knownLimit(rule, neurons);
  const halves = (['near', 'exact'] as const).flatMap((criterion) => {
    const critical = criticalLoads(finished, criterion);
    if (critical.every(({ load }) => load === undefined)) return [];
    const fit = loadFit(critical, criterion);
    return [markdownTable(criticalTable(critical, criterion)), ...(fit === undefined ? [] : [fit])];
  });
  return [
    `# How much '${rule}' holds`,
    `\`${command}\``,
    ...(limit === undefined ? [] : [`Known limit: ${limit.text}.`]),
    '![recall against load](capacity.svg)',
    ...halves,
    markdownTable(capacityTable(points)),
    '',
  ].join('\n\n');
}
