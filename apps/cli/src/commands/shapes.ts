import { dirname } from 'node:path';
import { shapesShapes } from '@hkmem/akorn';
import { HkmemError } from '@hkmem/backend';
import { type ShapesConfig, shapesDefaults, shapesSchema, shapesSpec } from '@hkmem/experiments';
import { makeFolder, plainTable, runFiles, runShapesTraining, type ShapesRun, writeAtomically } from '@hkmem/sweep';
import type { Command } from 'commander';
import { addSettingFlags, type SettingFlag, wholeNumber } from '../config/flags.ts';
import { GivenSettings } from '../config/resolve.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { commandLine } from '../console/rerun.ts';
import { withCommandSession } from '../session/command-session.ts';
import { shapesReport, shapesTable } from '../shapes/shapes-report.ts';
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
  readonly seeds: string;
  readonly count: string;
  readonly report?: string;
  readonly evalSteps?: string;
}

const flags: readonly SettingFlag[] = [
  {
    flag: '--seed <n>',
    path: 'seed',
    kind: 'number',
    help: 'seed of weights, scenes and starts; the first of several',
  },
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
    .option('--seeds <n>', 'how many networks, of seeds from --seed on', '1')
    .option('--count <n>', 'new scenes that score', '200')
    .option('--report <file>', 'where a report of all of them goes')
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
      const seeds = wholeNumber('--seeds', given.seeds);
      if (seeds > 1 && typeof given.resume === 'string') {
        throw new UsageError('--seeds: got several, allowed is 1 with --resume of one folder');
      }
      const runs = await withCommandSession(context, sessionOptions(given), async (session) => {
        const done: ShapesRun[] = [];
        for (let k = 0; k < seeds; k++) {
          const own = { ...config, seed: config.seed + k };
          done.push(
            await runShapesTraining(session, given.out, own, policyOf(given), judged, async (folder, finished) => {
              await folder.write(runFiles.report, report(context, [finished]));
            }),
          );
        }
        return done;
      });
      if (given.report !== undefined) {
        await makeFolder(dirname(given.report));
        await writeAtomically(given.report, report(context, runs));
      }
      if (given.json === true) {
        const scores = runs.map(({ path, config: { seed }, scores: { foregroundAri, meanBestOverlap } }) => {
          return { folder: path, seed, ...judged, foregroundAri, meanBestOverlap };
        });
        return writeJson(context, seeds === 1 ? scores[0] : scores);
      }
      const paths = runs.map(({ path }) => `written: ${path}`).join('\n');
      context.stdout.write(`${plainTable(shapesTable(runs))}\n${paths}\n`);
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

function report(context: Context, runs: readonly ShapesRun[]): string {
  return shapesReport(runs, commandLine(context.argv), context.now());
}
