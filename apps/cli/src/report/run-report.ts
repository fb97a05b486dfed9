import type { Scores } from '@hkmem/training';
import type { FinishedRun } from '../jobs/problem-run.ts';
import { formatDuration } from '../progress/duration.ts';
import type { LogEntry } from '../run-folder/log.ts';
import { describeMachine, machineLine } from './machine.ts';
import { csvTable, markdownTable, percent, type Table } from './table.ts';

/** One finished run in numbers. */
export interface RunSummary {
  readonly task: string;
  readonly folder: string;
  readonly reused: boolean;
  readonly accuracy: number;
  /** Of the base memory's answers on the edited labels; absent for a base memory. */
  readonly unedited?: number;
  readonly count: number;
  readonly perClass: readonly number[];
  readonly loss: number;
  readonly updates: number;
  readonly trainedParameters: number;
  readonly trainingSeconds: number;
  readonly evaluation: string;
  readonly training: string;
  /** Largest rise of the energy along the evaluated flows, relative to its scale; 0 if it never rose. */
  readonly energyRise?: number;
  /** What rounding alone may show. */
  readonly energyAllowance?: number;
  readonly backend: string;
}

/** The numbers of a run. */
export function summarise(run: FinishedRun, unedited?: Scores): RunSummary {
  const { problem, evaluation, memory, log } = run;
  const { energy } = evaluation;
  return {
    task: problem.config.task,
    folder: run.path,
    reused: run.reused,
    accuracy: evaluation.accuracy,
    ...(unedited && { unedited: unedited.accuracy }),
    count: evaluation.count,
    perClass: evaluation.perClass,
    loss: evaluation.loss,
    updates: memory.checkpoint.update,
    trainedParameters: problem.trainedParameters,
    trainingSeconds: trainingSeconds(log),
    evaluation: evaluation.flow,
    training: memory.checkpoint.integration,
    ...(energy && { energyRise: energy.relative, energyAllowance: energy.allowance }),
    backend: describeSessions(log),
  };
}

/** Seconds spent in updates, over all sessions of a run. */
export function trainingSeconds(log: readonly LogEntry[]): number {
  return log.reduce((sum, entry) => sum + (entry.kind === 'update' ? entry.seconds : 0), 0);
}

/** Backends and threads that trained a run. */
function describeSessions(log: readonly LogEntry[]): string {
  const used = log.flatMap((entry) => {
    return entry.kind === 'session'
      ? `${entry.backend}, ${entry.threads} ${entry.threads === 1 ? 'thread' : 'threads'}`
      : [];
  });
  return [...new Set(used)].join('; ');
}

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
