import { quick } from '@hkmem/experiments';
import { formatDuration, plainTable } from '@hkmem/sweep';
import { type Command, Option } from 'commander';
import { addSettingFlags, type SettingFlag } from '../config/flags.ts';
import { GivenSettings } from '../config/resolve.ts';
import { type Context, coloursFor, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { withCommandSession } from '../session/command-session.ts';
import { profileOf } from '../start/profile.ts';
import { runStart } from '../start/run-start.ts';
import { agreementTable, restTable, type StartSummary, startTable, swapTable } from '../start/start-report.ts';
import {
  addBackendOptions,
  addDataDirectory,
  addOutputOptions,
  addRunOptions,
  type CommonFlags,
  dataHelp,
  sessionOptions,
} from './common-options.ts';

const flags: readonly SettingFlag[] = [
  { flag: '--data <name>', path: 'data', kind: 'text', help: dataHelp },
  { flag: '--seed <n>', path: 'seed', kind: 'number', help: 'seed of all randomness' },
  { flag: '--tasks <list>', path: 'tasks', kind: 'texts', help: 'edits to make, comma-separated' },
];

/** `hkmem start`: the whole story in one command. */
export function addStart(program: Command, context: Context): void {
  const command = program
    .command('start')
    .description(
      'Train a memory that restores damaged digits, then one by the published protocol, edit it through oscillators, and report ' +
        'accuracies before and after with figures.',
    )
    .addOption(new Option('--profile <name>', 'length of the work').choices(['quick']).default('quick'));
  addSettingFlags(command, flags, { data: quick.data, seed: quick.seed, tasks: quick.tasks });
  addOutputOptions(addRunOptions(addDataDirectory(addBackendOptions(command))))
    .addHelpText(
      'after',
      '\nBefore it begins it says what it will do and how long that takes on this machine. Each part has a run folder under\n' +
        '<out>; one that was stopped goes on, a finished one is used again. The report is <out>/start-<hash>/report.md.\n' +
        'A configuration file may hold seed, data, tasks, coupling, agreement, restImages, rest: {settings of the memory at rest},\n' +
        'base: {settings of hkmem train}, edit: {settings of hkmem edit, for all tasks} and edits: {swap: {settings of one task}}.',
    )
    .action(async (given: CommonFlags) => {
      const profile = profileOf(await GivenSettings.of(command, flags, given.config));
      if (typeof given.resume === 'string') {
        throw new UsageError('--resume takes no folder here: start goes on by itself with what it finds under --out');
      }
      const summary = await withCommandSession(context, sessionOptions(given), (session) =>
        runStart(session, given.out, profile, given.fresh === true ? { fresh: true } : {}),
      );
      if (given.json === true) writeJson(context, summary);
      else context.stdout.write(describe(context, summary));
    });
}

function describe(context: Context, summary: StartSummary): string {
  const colours = coloursFor(context, context.stdout);
  const { folder, rest, base, reused, seconds, backend } = summary;
  return (
    `a memory whose answers are at rest, shown ${rest.count} test images of each damage:\n\n` +
    `${plainTable(restTable(summary))}\n\n` +
    `its labels swapped by oscillators, the weights frozen, at rest too:\n\n${plainTable(swapTable(summary))}\n\n` +
    `the published protocol, which reads answers on the way, at T = 1:\n\n${plainTable(startTable(summary))}\n\n` +
    `over ${base.count} test images by ${base.evaluation}; and by a finer integration:\n\n` +
    `${plainTable(agreementTable(summary))}\n\n` +
    `${backend}, ${reused ? 'found finished' : formatDuration(seconds)}\n` +
    `${colours.green('report:')} ${folder}/report.md\n`
  );
}
