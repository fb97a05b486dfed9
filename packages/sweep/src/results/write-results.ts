import { join } from 'node:path';
import { makeFolder, writeAtomically } from '../run-folder/atomic-write.ts';
import { formatDuration } from '../tables/duration.ts';
import { markdownTable, percent, type Table } from '../tables/table.ts';
import { costsCsv, resultsCsv, resultsJson, resultsTable, type SweepResults } from './sweep-results.ts';

/** Files of a sweep's folder. */
export const sweepFiles = {
  results: 'results.csv',
  json: 'results.json',
  costs: 'costs.csv',
  report: 'report.md',
} as const;

/** Writes a sweep's tables and report to `<root>/<id>`. @returns that folder. @throws {RunFolderError} */
export async function writeSweep(root: string, results: SweepResults, now: Date): Promise<string> {
  const folder = join(root, results.id);
  await makeFolder(folder);
  await writeAtomically(join(folder, sweepFiles.results), resultsCsv(results));
  await writeAtomically(join(folder, sweepFiles.json), resultsJson(results));
  await writeAtomically(join(folder, sweepFiles.costs), costsCsv(results));
  await writeAtomically(join(folder, sweepFiles.report), sweepReport(results, now));
  return folder;
}

/** The table for people: shares as per cent, without hashes and what is the same in all rows. */
export function shortTable(results: SweepResults): Table {
  const { columns, rows } = resultsTable(results);
  const kept = columns.flatMap((name, c) => {
    if (name === 'weights' || name === 'finer.task') return [];
    const same = new Set(rows.map((row) => row[c])).size === 1;
    return same && rows.length > 1 && !['id', 'task', 'accuracy'].includes(name) ? [] : [c];
  });
  const shares = ['accuracy', 'unedited', 'finer.accuracy', 'finer.finerAccuracy', 'finer.sameAnswers'];
  const show = (name: string, text: string): string => {
    if (text === '' || Number.isNaN(Number(text))) return text;
    if (shares.includes(name)) return percent(Number(text));
    return Number.isInteger(Number(text)) ? text : String(Number(Number(text).toPrecision(4)));
  };
  return {
    columns: kept.map((c) => (shares.includes(columns[c]!) ? `${columns[c]} %` : columns[c]!)),
    rows: rows.map((row) => kept.map((c) => show(columns[c]!, row[c]!))),
  };
}

function sweepReport(results: SweepResults, now: Date): string {
  const { id, rows, costs, failures, versions } = results;
  const total = costs.reduce((sum, cost) => sum + cost.trainingSeconds + cost.evaluationSeconds, 0);
  const machines = [...new Set(costs.map(({ machine, backend }) => `${machine}; ${backend}`))].sort();
  const failed =
    failures.length === 0
      ? []
      : [
          '## Failed',
          '',
          markdownTable({ columns: ['cell', 'error'], rows: failures.map((f) => [f.id, f.error]) }),
          '',
        ];
  return [
    `# ${id}: ${rows.length - failures.length} of ${rows.length} cells`,
    '',
    markdownTable(shortTable(results)),
    '',
    `Numbers in full are in ${sweepFiles.results} and ${sweepFiles.json}, times by cell in ${sweepFiles.costs}.`,
    '',
    ...failed,
    '## Cost',
    '',
    `${formatDuration(total)} of training and evaluation, summed over cells, with hkmem ${versions.join(', ')}, on:`,
    '',
    ...machines.map((machine) => `- ${machine}`),
    '',
    `Written ${now.toISOString()}.`,
    '',
  ].join('\n');
}
