import { shapesShapes } from '@hkmem/akorn';
import { HkmemError } from '@hkmem/backend';
import { type ShapesConfig, shapesDefaults, shapesSchema, shapesSpec } from '@hkmem/experiments';
import { markdownTable, plainTable, runFiles, runShapesTraining, type ShapesRun, type Table } from '@hkmem/sweep';
import type { Command } from 'commander';
import { addSettingFlags, type SettingFlag, wholeNumber } from '../config/flags.ts';
import { GivenSettings } from '../config/resolve.ts';
import { type Context, writeJson } from '../console/context.ts';
import { withCommandSession } from '../session/command-session.ts';
import {
  addBackendOptions,
  addOutputOptions,
  addRunOptions,
  type CommonFlags,
  policyOf,
  resumedSettings,
  sessionOptions,
} from './common-options.ts';

interface ShapesFlags extends CommonFlags {
  readonly count: string;
  readonly evalSteps?: string;
}

const flags: readonly SettingFlag[] = [
  { flag: '--seed <n>', path: 'seed', kind: 'number', help: 'seed of weights, scenes and starts' },
  { flag: '--channels <C>', path: 'network.channels', kind: 'number', help: 'width of the network' },
  { flag: '--n <n>', path: 'network.n', kind: 'number', help: 'dimension of an oscillator' },
  { flag: '--size <pixels>', path: 'network.size', kind: 'number', help: 'rows and columns of an image' },
  { flag: '--steps <T>', path: 'steps', kind: 'number', help: 'steps of the oscillators' },
  { flag: '--shapes <fewest,most>', path: 'shapes', kind: 'numbers', help: 'shapes of a scene' },
  { flag: '--batch <n>', path: 'batch', kind: 'number', help: 'scenes per update' },
  { flag: '--updates <n>', path: 'updates', kind: 'number', help: 'optimiser updates' },
  { flag: '--rate <x>', path: 'rate', kind: 'number', help: 'learning rate at its largest' },
];

/** `hkmem akorn shapes`. */
export function addShapes(akorn: Command, context: Context): void {
  const command = akorn
    .command('shapes')
    .description('Train oscillators to group the pixels of drawn shapes, and score the groups on new scenes.')
    .option('--count <n>', 'new scenes that score', '200')
    .option('--eval-steps <T>', 'steps over new scenes (default: those of training)');
  addSettingFlags(command, flags, shapesDefaults);
  addOutputOptions(addRunOptions(addBackendOptions(command)))
    .addHelpText(
      'after',
      '\nThe run goes to <out>/shapes-<hash of its settings>: a run that was stopped goes on, a finished one is scored again.\n' +
        'FG-ARI is the adjusted Rand index over the pixels of shapes, MBO the best overlap of each shape with a group.',
    )
    .action(async (given: ShapesFlags) => {
      const settings = await GivenSettings.of(command, flags, given.config);
      const config = settings.over((await resumedSettings(given)) ?? shapesDefaults, shapesSchema);
      settings.refuse(problemsOf(config));
      const steps = given.evalSteps === undefined ? config.steps : wholeNumber('--eval-steps', given.evalSteps);
      const judged = { count: wholeNumber('--count', given.count), steps };
      const run = await withCommandSession(context, sessionOptions(given), (session) =>
        runShapesTraining(session, given.out, config, policyOf(given), judged, async (folder, finished) => {
          const text = `# Shapes\n\n${markdownTable(tableOf(finished))}\n\nWritten ${context.now().toISOString()}.\n`;
          await folder.write(runFiles.report, text);
        }),
      );
      const { foregroundAri, meanBestOverlap } = run.scores;
      if (given.json === true)
        return writeJson(context, { folder: run.path, ...judged, foregroundAri, meanBestOverlap });
      context.stdout.write(`${plainTable(tableOf(run))}\nwritten: ${run.path}\n`);
    });
}

function problemsOf(config: ShapesConfig): { path: string; words: string }[] {
  const [fewest, most] = config.shapes;
  if (fewest > most) return [{ path: 'shapes', words: `got ${fewest},${most}, allowed are the fewest and the most` }];
  try {
    shapesShapes(shapesSpec(config));
    return [];
  } catch (error) {
    if (!(error instanceof HkmemError)) throw error;
    return [{ path: 'network', words: error.message }];
  }
}

function tableOf({ config, state, scores, log }: ShapesRun): Table {
  const spent = log.reduce((sum, entry) => sum + (entry.kind === 'update' ? (entry.processorSeconds ?? 0) : 0), 0);
  return {
    columns: ['channels', 'seed', 'updates', 'T', 'scenes', 'FG-ARI', 'MBO', 'processor seconds'],
    rows: [
      [
        ...[config.network.channels, config.seed, state.update, scores.steps, scores.count].map(String),
        scores.foregroundAri.toFixed(3),
        scores.meanBestOverlap.toFixed(3),
        spent.toFixed(0),
      ],
    ],
  };
}
