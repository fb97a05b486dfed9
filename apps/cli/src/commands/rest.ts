import { dirname, join } from 'node:path';
import { editTaskNames } from '@hkmem/datasets';
import { type DataName, dataNames } from '@hkmem/experiments';
import {
  damageTable,
  editTable,
  loadSettings,
  makeFolder,
  plainTable,
  type RestStudyOptions,
  runRestStudy,
  writeAtomically,
} from '@hkmem/sweep';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../config/flags.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { commandLine } from '../console/rerun.ts';
import { restReport } from '../rest/rest-report.ts';
import { withCommandSession } from '../session/command-session.ts';
import {
  addBackendOptions,
  addDataDirectory,
  addOutputOptions,
  type CommonFlags,
  sessionOptions,
} from './common-options.ts';

interface RestFlags extends CommonFlags {
  readonly data: DataName;
  readonly seeds: string;
  readonly firstSeed: string;
  readonly validate?: boolean;
  readonly brief?: boolean;
  readonly startOnly?: boolean;
  readonly edits?: boolean;
  readonly tasks: string;
  readonly couplings: string;
  readonly corrections: boolean;
  readonly disturbed: boolean;
  readonly editSeeds: string;
  readonly editUpdates?: string;
  readonly images?: string;
  readonly damages?: string;
  readonly report?: string;
}

const restCouplings = ['additive', 'multiplicative'] as const;

/** `hkmem rest`: memories that answer at rest, judged under damage. */
export function addRest(program: Command, context: Context): void {
  const command = program
    .command('rest')
    .description('Train memories whose answers are minima of a bounded energy, and follow damaged images to rest.')
    .addOption(new Option('--data <name>', 'data set').choices(dataNames).default('mnist'))
    .option('--seeds <n>', 'how many memories', '3')
    .option('--first-seed <n>', 'seed of the first; the others follow', '1')
    .option('--validate', 'judge by the training images that are held out; test images are not touched')
    .option('--resume', 'go on with what is there; it always does, the flag is for scripts')
    .option('--brief', 'train with the updates that hkmem start has time for')
    .option('--start-only', 'train a memory whose cue only starts the flow, too')
    .option('--edits', 'edit memories by oscillators and by a correction of low rank, at rest too')
    .option('--edit-seeds <n>', 'memories that are edited, from the first', '1')
    .option('--tasks <names>', 'edits, comma-separated', editTaskNames.join(','))
    .option('--couplings <names>', 'how oscillators act on the weights, comma-separated', restCouplings.join(','))
    .option('--no-corrections', 'leave corrections of low rank out')
    .option('--no-disturbed', 'leave disturbed oscillators and paired images that are let go out')
    .option('--edit-updates <n>', 'updates of an edit (default: those of the recipe)')
    .option('--images <n>', 'images that judge, from the first (default: all)')
    .option(
      '--damages <names>',
      'damages, comma-separated, such as none,noise 0.3,left half,cover 12 (default: of all ten those that fit)',
    )
    .option('--config <file>', 'changes of the settings in JSON or YAML, such as {"updates": 500}')
    .option('--out <folder>', 'where run folders go', 'runs')
    .option('--report <file>', 'where the report goes (default: <out>/rest-test.md or rest-validation.md)');
  addOutputOptions(addDataDirectory(addBackendOptions(command)))
    .addHelpText(
      'after',
      '\nA training that was stopped goes on, a finished one is used again. Shown images are damaged alike in every run.',
    )
    .action(async (flags: RestFlags) => {
      const seeds = wholeNumber('--seeds', flags.seeds);
      const images = flags.images === undefined ? undefined : wholeNumber('--images', flags.images);
      const changes = flags.config === undefined ? {} : await loadSettings(flags.config);
      const validating = flags.validate === true;
      const { memories, edits } = await withCommandSession(context, sessionOptions(flags), (session) =>
        runRestStudy(session, {
          data: flags.data,
          seeds,
          firstSeed: wholeNumber('--first-seed', flags.firstSeed),
          root: flags.out,
          validating,
          brief: flags.brief === true,
          startOnly: flags.startOnly === true,
          ...(flags.edits === true && { edits: editsOf(flags, seeds) }),
          changes,
          ...(images !== undefined && { images }),
          ...(flags.damages !== undefined && { damages: flags.damages.split(',').map((name) => name.trim()) }),
        }),
      );
      const judged = validating ? 'validation' : 'test';
      const report = flags.report ?? join(flags.out, `rest-${judged}.md`);
      await makeFolder(dirname(report));
      await writeAtomically(
        report,
        restReport({ memories, ...(edits && { edits }), command: commandLine(context.argv), judged }),
      );
      if (flags.json === true) {
        const found = memories.map(({ title, runs }) => ({
          title,
          runs: runs.map(({ evaluation, path, processorSeconds }) => ({ path, processorSeconds, evaluation })),
        }));
        return writeJson(context, { report, memories: found, ...(edits && { edits }) });
      }
      for (const { title, runs } of memories) {
        const table = damageTable(runs.map(({ evaluation }) => evaluation.damages));
        context.stdout.write(`${title}\n\n${plainTable(table)}\n\n`);
      }
      if (edits !== undefined) context.stdout.write(`edits\n\n${plainTable(editTable(edits))}\n\n`);
      context.stdout.write(`report: ${report}\n`);
    });
}

/** @throws {UsageError} for names that are none, or more edited memories than there are. */
function editsOf(flags: RestFlags, memories: number): NonNullable<RestStudyOptions['edits']> {
  const seeds = wholeNumber('--edit-seeds', flags.editSeeds);
  if (seeds > memories) throw new UsageError(`--edit-seeds: got ${seeds}, allowed is up to --seeds, ${memories}`);
  return {
    seeds,
    tasks: namesOf('--tasks', flags.tasks, editTaskNames),
    corrections: flags.corrections,
    disturbed: flags.disturbed,
    couplings: namesOf('--couplings', flags.couplings, restCouplings),
    ...(flags.editUpdates !== undefined && { updates: wholeNumber('--edit-updates', flags.editUpdates) }),
  };
}

function namesOf<Name extends string>(flag: string, given: string, allowed: readonly Name[]): readonly Name[] {
  return given.split(',').map((part) => {
    const name = allowed.find((each) => each === part.trim());
    if (name === undefined) throw new UsageError(`${flag}: got '${part.trim()}', allowed are ${allowed.join(', ')}`);
    return name;
  });
}
