import { sudokuModels } from '@hkmem/akorn';
import {
  checkSudoku,
  type SudokuConfig,
  type SudokuExecution,
  scheduleNames,
  sudokuExecutionDefaults,
  sudokuRunDefaults,
  sudokuRunSchema,
  sudokuSpec,
} from '@hkmem/experiments';
import { plainTable, readBoards, readSudokuModel, runSudoku } from '@hkmem/sweep';
import type { Command } from 'commander';
import { addSettingFlags, type SettingFlag } from '../config/flags.ts';
import { GivenSettings } from '../config/resolve.ts';
import { type Context, writeJson } from '../console/context.ts';
import { withCommandSession } from '../session/command-session.ts';
import { sudokuSummary, summaryTable, writeSudokuRun } from '../sudoku/run-report.ts';
import {
  addBackendOptions,
  addOutputOptions,
  addRunOptions,
  type CommonFlags,
  policyOf,
  resumedSettings,
  sessionOptions,
} from './common-options.ts';

interface TrainFlags extends CommonFlags {
  readonly boards?: string;
  readonly start?: string;
}

const flags: readonly SettingFlag[] = [
  {
    flag: '--boards <file>',
    path: 'boards.file',
    kind: 'text',
    help: 'training boards, lines of puzzle,solution (default: 9000 made here, with 31 to 42 givens)',
    replaces: ['boards.count', 'boards.givens', 'boards.seed'],
  },
  {
    flag: '--start <run>',
    path: 'start',
    kind: 'text',
    help: 'begin with the running mean of the weights of a run folder or file (default: at random)',
  },
  { flag: '--seed <n>', path: 'seed', kind: 'number', help: 'seed of weights, batches and starts' },
  { flag: '--model <name>', path: 'network.model', kind: 'text', help: sudokuModels.join(' or ') },
  { flag: '--channels <C>', path: 'network.channels', kind: 'number', help: 'width of the network' },
  { flag: '--n <n>', path: 'network.n', kind: 'number', help: 'dimension of an oscillator' },
  { flag: '--heads <n>', path: 'network.heads', kind: 'number', help: 'heads of the attention' },
  { flag: '--layers <n>', path: 'network.layers', kind: 'number', help: 'layers, one after the other' },
  { flag: '--steps <T>', path: 'steps', kind: 'number', help: 'steps of the oscillators' },
  {
    flag: '--fewest-steps <T>',
    path: 'fewestSteps',
    kind: 'number',
    help: 'draw the steps of each update from this to --steps',
  },
  {
    flag: '--steps-rise <n>',
    path: 'stepsRise',
    kind: 'number',
    help: 'updates over which the largest T drawn rises from --fewest-steps to --steps',
  },
  {
    flag: '--hints <share>',
    path: 'hints.share',
    kind: 'number',
    help: 'share of the empty cells that is shown at the first update; needs --hint-updates',
  },
  {
    flag: '--hint-updates <n>',
    path: 'hints.updates',
    kind: 'number',
    help: 'updates over which hints grow fewer, to none; needs --hints',
  },
  { flag: '--batch <n>', path: 'batch', kind: 'number', help: 'boards per update' },
  { flag: '--updates <n>', path: 'updates', kind: 'number', help: 'optimiser updates' },
  { flag: '--rate <x>', path: 'optimiser.rate', kind: 'number', help: 'learning rate' },
  {
    flag: '--schedule <name>',
    path: 'optimiser.schedule',
    kind: 'text',
    help: `rate over updates: ${scheduleNames.join(', ')}`,
  },
  { flag: '--warmup <n>', path: 'optimiser.warmup', kind: 'number', help: 'updates over which the rate first rises' },
  { flag: '--clip <x>', path: 'clip', kind: 'number', help: 'largest norm of a gradient' },
  { flag: '--augment', path: 'augment', kind: 'switch', help: 'change each board by a random symmetry' },
  { flag: '--checkpoint-every <n>', path: 'checkpointEvery', kind: 'number', help: 'updates between checkpoints' },
  {
    flag: '--look-every <n>',
    path: 'lookEvery',
    kind: 'number',
    help: 'updates between looks at new boards, 0 for none',
  },
  { flag: '--look-boards <n>', path: 'lookBoards', kind: 'number', help: 'boards of a look' },
  { flag: '--budget <bytes>', path: 'budget', kind: 'number', help: 'memory for what the reverse pass needs' },
];

/** `hkmem akorn sudoku train`. */
export function addSudokuTrain(sudoku: Command, context: Context): void {
  const command = sudoku
    .command('train')
    .description('Train a network that solves Sudokus, on boards made here or those of a file.');
  addSettingFlags(command, flags, { ...sudokuRunDefaults, ...sudokuExecutionDefaults });
  addOutputOptions(addRunOptions(addBackendOptions(command)))
    .addHelpText(
      'after',
      '\nThe run goes to <out>/sudoku-<hash of its settings>: a run that was stopped goes on, a finished one is used again.\n' +
        'The running mean of the weights is what is looked at and evaluated. Other numbers of boards and givens:\n' +
        'a configuration file with {"boards": {"count": 9000, "givens": [31, 42], "seed": 0}}.',
    )
    .action(async (given: TrainFlags) => {
      const boards = given.boards === undefined ? undefined : await readBoards(given.boards);
      // A run is known by what the file holds, not by where it lies.
      if (boards !== undefined) command.setOptionValue('boards', boards.hash);
      const start =
        given.start === undefined ? undefined : await readSudokuModel(given.start, sudokuSpec(sudokuRunDefaults));
      if (start !== undefined) command.setOptionValue('start', start.hash);
      const settings = await GivenSettings.of(command, flags, given.config);
      const resumed = await resumedSettings(given);
      const { boards: usual, ...others } = resumed ?? sudokuRunDefaults;
      const first = { ...others, ...(settings.at('boards.file') === undefined && { boards: usual }) };
      const { config, execution } = apart(settings.over({ ...first, ...sudokuExecutionDefaults }, sudokuRunSchema));
      settings.refuse(checkSudoku(config));
      const run = await withCommandSession(context, sessionOptions(given), (session) =>
        runSudoku(session, given.out, config, {
          execution,
          policy: policyOf(given),
          boards,
          start,
          finish: (folder, finished) => writeSudokuRun(folder, finished, context.now()),
        }),
      );
      const summary = sudokuSummary(run);
      if (given.json === true) return writeJson(context, summary);
      const found = run.reused ? 'found finished' : 'written';
      context.stdout.write(`${plainTable(summaryTable([summary]))}\n${found}: ${run.path}\n`);
    });
}

function apart(settings: SudokuConfig & SudokuExecution): { config: SudokuConfig; execution: SudokuExecution } {
  const { checkpointEvery, lookEvery, lookBoards, budget, ...config } = settings;
  return { config, execution: { checkpointEvery, lookEvery, lookBoards, budget } };
}
