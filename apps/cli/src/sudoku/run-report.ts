import {
  describeMachine,
  formatDuration,
  machineLine,
  markdownTable,
  percent,
  type RunFolder,
  runFiles,
  type SudokuRun,
  type Table,
} from '@hkmem/sweep';
import { writeFigure } from '../figures/render.ts';

/** A trained Sudoku model in numbers. */
export interface SudokuSummary {
  /** Path of the run folder. */
  readonly folder: string;
  /** Whether it was found finished. */
  readonly reused: boolean;
  /** `akorn` or `itrsa`. */
  readonly model: string;
  /** C. */
  readonly channels: number;
  /** Numbers that were trained. */
  readonly weights: number;
  /** Done. */
  readonly updates: number;
  /** Boards of an update. */
  readonly batch: number;
  /** T. */
  readonly steps: number;
  /** Of the last looks: share of new boards solved, of empty cells right, and how many boards; absent without looks. */
  readonly look?: { readonly solved: number; readonly digits: number; readonly boards: number };
  /** In updates, over all sessions and threads. */
  readonly processorSeconds: number;
}

/** The numbers of a run. */
export function sudokuSummary({ config, state, log, reused, path }: SudokuRun): SudokuSummary {
  const look = log.findLast((entry) => entry.kind === 'accuracy');
  return {
    folder: path,
    reused,
    model: config.network.model,
    channels: config.network.channels,
    weights: Object.values(state.parameters).reduce((sum, { data }) => sum + data.length, 0),
    updates: state.update,
    batch: config.batch,
    steps: config.steps,
    ...(look && { look: { solved: look.accuracy, digits: look.digits ?? 0, boards: look.count } }),
    processorSeconds: log.reduce((sum, entry) => {
      return sum + (entry.kind === 'update' ? (entry.processorSeconds ?? 0) : 0);
    }, 0),
  };
}

/** Runs as rows of a table. */
export function summaryTable(summaries: readonly SudokuSummary[]): Table {
  return {
    columns: [
      'model',
      'channels',
      'weights',
      'updates',
      'batch',
      'T',
      'boards %',
      'digits %',
      'of boards',
      'processor',
    ],
    rows: summaries.map(({ model, channels, weights, updates, batch, steps, look, processorSeconds }) => [
      model,
      ...[channels, weights, updates, batch, steps].map(String),
      percent(look?.solved),
      percent(look?.digits),
      look === undefined ? '' : String(look.boards),
      formatDuration(processorSeconds),
    ]),
  };
}

/** Writes report and curves of a run into its folder. */
export async function writeSudokuRun(folder: RunFolder, run: SudokuRun, time: Date): Promise<void> {
  const { sudokuCurves } = await import('../figures/sudoku.ts');
  const summary = sudokuSummary(run);
  await writeFigure(folder, 'curves', sudokuCurves(`Sudoku: ${summary.model}, ${summary.channels} channels`, run.log));
  await folder.write(
    runFiles.report,
    [
      `# Sudoku: ${summary.model}, ${summary.channels} channels`,
      '',
      'New boards with 31 to 42 givens, by the running mean of the weights after the last update:',
      '',
      markdownTable(summaryTable([summary])),
      '',
      '![Loss and shares over the updates](figures/curves.svg)',
      '',
      '## Configuration',
      '',
      '```json',
      JSON.stringify(run.config, undefined, 2),
      '```',
      '',
      `Written ${time.toISOString()} on ${machineLine(describeMachine())}.`,
      '',
    ].join('\n'),
  );
}
