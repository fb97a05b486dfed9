import {
  csvTable,
  describeMachine,
  type FinishedRun,
  formatDuration,
  machineLine,
  markdownTable,
  percent,
  type RunSummary,
  type Table,
} from '@hkmem/sweep';

/** The Markdown report of one run. */
export function runReport(run: FinishedRun, summary: RunSummary, time: Date): string {
  const { problem, evaluation } = run;
  const { perClass, confusion } = evaluation;
  const digits = perClass.map((_, digit) => String(digit));
  const rise =
    summary.energyRise === undefined
      ? ''
      : `Largest rise of the energy along these flows, relative to its scale: ${summary.energyRise.toExponential(1)} ` +
        `(rounding alone may show ${summary.energyAllowance!.toExponential(1)}).\n`;
  return [
    `# ${summary.task}: ${percent(summary.accuracy)} % of ${summary.count} test images`,
    '',
    summary.unedited === undefined
      ? ''
      : `The base memory answers ${percent(summary.unedited)} % of the edited labels; after the edit it is ` +
        `${percent(summary.accuracy)} %.\n`,
    `Evaluated by ${summary.evaluation}. ${rise}`,
    markdownTable(summaryTable([summary])),
    '',
    '## By digit',
    '',
    markdownTable({ columns: ['', ...digits], rows: [['accuracy', ...perClass.map(percent)]] }),
    '',
    'Images with the label of the row that got the answer of the column:',
    '',
    markdownTable({ columns: ['label', ...digits], rows: confusion.map((row, c) => [String(c), ...row.map(String)]) }),
    '',
    '![Loss and accuracy over the updates](figures/curves.svg)',
    '',
    '## Configuration',
    '',
    '```json',
    JSON.stringify(problem.config, undefined, 2),
    '```',
    '',
    `Written ${time.toISOString()} on ${machineLine(describeMachine())}.`,
    '',
  ].join('\n');
}

/** Runs as rows of a table. */
export function summaryTable(summaries: readonly RunSummary[]): Table {
  return {
    columns: ['task', 'unedited %', 'accuracy %', 'images', 'parameters trained', 'updates', 'training', 'backend'],
    rows: summaries.map((summary) => [
      summary.task,
      percent(summary.unedited),
      percent(summary.accuracy),
      String(summary.count),
      String(summary.trainedParameters),
      String(summary.updates),
      formatDuration(summary.trainingSeconds),
      summary.backend,
    ]),
  };
}

/** Runs as CSV, numbers in full. */
export function summaryCsv(summaries: readonly RunSummary[]): string {
  const fields = [
    'task',
    'unedited',
    'accuracy',
    'count',
    'loss',
    'trainedParameters',
    'updates',
    'trainingSeconds',
    'energyRise',
    'evaluation',
    'training',
    'backend',
  ] as const;
  return csvTable({
    columns: fields,
    rows: summaries.map((summary) => fields.map((field) => String(summary[field] ?? ''))),
  });
}
