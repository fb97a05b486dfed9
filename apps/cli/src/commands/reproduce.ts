import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  type DataName,
  dataNames,
  distinctCells,
  type Study,
  type StudyProfile,
  selectCells,
  studyCells,
  studyOf,
  studyProfiles,
} from '@hkmem/experiments';
import { finishedStudy, plainTable, sectionTable } from '@hkmem/sweep';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../config/flags.ts';
import { type Context, coloursFor, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { exitCodes } from '../console/exit-code.ts';
import { commandLine } from '../console/rerun.ts';
import { requireDirectory } from '../memory/data-directory.ts';
import { writeReport } from '../reproduce/report/write-report.ts';
import { announceStudy, runStudy, storedStudy } from '../reproduce/run-study.ts';
import { addDataDirectory, addOutputOptions } from './common-options.ts';
import { queueHelp, storeHelp } from './sweep-options.ts';

interface ReproduceFlags {
  readonly profile: StudyProfile;
  readonly data: DataName;
  readonly seeds?: string;
  readonly only?: string;
  readonly out: string;
  readonly report?: string;
  readonly run: boolean;
  readonly plan?: boolean;
  readonly jobs?: string;
  readonly backend: string;
  readonly workers: string;
  readonly dataDir?: string;
  readonly queue?: string | boolean;
  readonly store?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `hkmem reproduce`: the experiments of the paper, in one report. */
export function addReproduce(program: Command, context: Context, end: (code: number) => void): void {
  const command = program
    .command('reproduce')
    .description("Run the paper's experiments with baselines, and write one report with tables and figures.")
    .addOption(new Option('--profile <name>', 'length of the work').choices(studyProfiles).default('quick'))
    .addOption(new Option('--data <name>', 'data set').choices(dataNames).default('mnist'))
    .option(
      '--seeds <n>',
      'seeds of the base memory and of edits (default: quick 1 and 1, standard 3 and 2, paper 3 and 3)',
    )
    .option('--only <names>', 'cells whose names begin so, comma-separated: base, edits/swap, edits/*/additive/D6')
    .option('--out <folder>', 'where run folders and results go', 'runs')
    .option('--report <folder>', 'where the report goes (default: <out>/reproduce-<profile>-<data>)')
    .option('--plan', 'say what would be run and how long that takes, and run nothing')
    .option('--no-run', 'run nothing: report what is finished')
    .option('--resume', 'go on with what is there; it always does, the flag is for scripts')
    .option('--jobs <n>', 'processes at once (default: number of cores)')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', 'wasm', 'webgpu', 'cpu']).default('wasm'),
    )
    .option('--workers <n>', 'threads of each process', '1')
    .option('--queue [url]', `put the cells on a queue in place of running them here: ${queueHelp}`)
    .option('--store <place>', `with --no-run, report what is there: ${storeHelp}`);
  addOutputOptions(addDataDirectory(command))
    .addHelpText(
      'after',
      '\nquick: base memory, the four edits and baselines. standard: everything, hours (--plan measures both). paper: at\n' +
        'the lengths of the paper, days. A cell that is finished is never run again; one that was stopped goes on; one that fails is listed.\n' +
        'After Ctrl+C, --no-run reports what is there. Fashion-MNIST: --data fashion --data-dir <folder with its IDX files>.',
    )
    .action(async (flags: ReproduceFlags) => {
      const study = studyFor(flags);
      if (flags.plan === true && !flags.run) {
        throw new UsageError('--plan and --no-run contradict each other; give one of them');
      }
      if (flags.store !== undefined && flags.run) {
        throw new UsageError('--store goes with --no-run: workers fill it, see hkmem worker --help');
      }
      if (flags.queue !== undefined && flags.queue !== false) {
        const { submitSweep } = await import('../queue/commands.ts');
        const cells = distinctCells(study).map(({ cell }) => cell);
        await submitSweep(context, cells, {
          queue: flags.queue,
          source: `reproduce-${study.profile}-${study.data}`,
          backend: flags.backend,
          priority: 100,
          out: flags.out,
          json: flags.json === true,
        });
        return;
      }
      if (flags.run) requireDirectory(flags.data, flags.dataDir);
      const options = {
        root: flags.out,
        jobs: flags.jobs === undefined ? availableParallelism() : wholeNumber('--jobs', flags.jobs),
        backend: flags.backend,
        workers: wholeNumber('--workers', flags.workers),
        dataDirectory: flags.dataDir,
        quiet: flags.quiet === true,
      };
      if (flags.run) {
        const plan = await announceStudy(context, study, options);
        if (flags.plan === true) {
          if (flags.json === true) writeJson(context, plan);
          return;
        }
      }
      const outcomes = flags.run
        ? await runStudy(context, study, options)
        : flags.store === undefined
          ? await finishedStudy(study, flags.out)
          : await storedStudy(context, study, flags.store);
      const folder = flags.report ?? join(flags.out, `reproduce-${study.profile}-${study.data}`);
      const time = context.now();
      const command = commandLine(context.argv.filter((argument) => argument !== '--no-run'));
      await writeReport(folder, { study, outcomes, command, time });
      if (outcomes.errors.size > 0) end(exitCodes.failure);
      if (flags.json === true) {
        const results = [...outcomes.results.values()];
        return writeJson(context, { report: folder, results, errors: Object.fromEntries(outcomes.errors) });
      }
      const colours = coloursFor(context, context.stdout);
      const tables = study.sections.map((section) => {
        return `${section.title}\n\n${plainTable(sectionTable(section, outcomes))}\n\n`;
      });
      for (const [id, error] of outcomes.errors) context.stderr.write(`${colours.red('failed:')} ${id}: ${error}\n`);
      context.stdout.write(`${tables.join('')}${colours.green('report:')} ${join(folder, 'README.md')}\n`);
    });
}

/** @throws {UsageError} if the number of seeds is none, or no cell has the names asked for. */
function studyFor({ profile, data, seeds, only }: ReproduceFlags): Study {
  const given = seeds === undefined ? undefined : wholeNumber('--seeds', seeds);
  const study = studyOf(profile, data, given);
  if (only === undefined) return study;
  const selected = selectCells(
    study,
    only.split(',').map((name) => name.trim()),
  );
  if (selected.sections.length === 0) {
    const sections = study.sections.map(({ id }) => id).join(', ');
    const example = studyCells(study)[0]?.name ?? '';
    throw new UsageError(
      `--only: no cell is named '${only}'; allowed are beginnings of names in ${sections}, such as ${example}`,
    );
  }
  return selected;
}
