import type { Cell } from '@hkmem/experiments';
import { type FinishedSweep, plainTable, planSweep, planTable, runSweep, serveCells } from '@hkmem/sweep';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../config/flags.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { requireDirectory } from '../memory/data-directory.ts';
import { cellProgram } from '../program-file.ts';
import { writeRun } from '../report/write-run.ts';
import { sweepDisplay } from '../sweep/sweep-display.ts';
import {
  addBackendOptions,
  addDataDirectory,
  addOutputOptions,
  type CommonFlags,
  sessionOptions,
} from './common-options.ts';
import { addLimit, cellsOf, type End, queueHelp, type SweepFlags, showSweep, storeHelp } from './sweep-options.ts';
import { addSweepQueue } from './sweep-queue.ts';

interface RunFlags extends SweepFlags {
  readonly jobs?: string;
  readonly backend: string;
  readonly workers: string;
  readonly dataDir?: string;
  readonly plan?: boolean;
  readonly wait?: boolean;
  readonly priority: string;
}

/** `hkmem sweep`: many runs from one file, on this machine or on a queue. */
export function addSweep(program: Command, context: Context, end: End): void {
  addCellProcess(program, context);
  const sweep = program
    .command('sweep')
    .description('Run every combination of settings that a file lists, here or on machines that share a queue.');
  addRun(sweep, context, end);
  addSweepQueue(sweep, context, end);
}

/** `hkmem cell-process`: what a sweep starts to run its cells; not for people. */
function addCellProcess(program: Command, context: Context): void {
  addDataDirectory(addBackendOptions(program.command('cell-process', { hidden: true })))
    .description('Run cells for another hkmem that started this one.')
    .action(async (given: CommonFlags) => {
      if (process.send === undefined) {
        throw new UsageError('this command is for hkmem itself: it takes its work from another process');
      }
      const { quiet: _, ...options } = sessionOptions(given);
      const { interrupt: signal, now } = context;
      await serveCells({ ...options, signal, now }, (folder, run, unedited) => writeRun(folder, run, unedited, now()));
    });
}

function addRun(sweep: Command, context: Context, end: End): void {
  const command = sweep
    .command('run <file>')
    .description('Run the cells of a sweep, those that are finished excepted, and write their table.')
    .option('--jobs <n>', 'processes at once (default: number of cores)')
    .addOption(
      new Option('--backend <name>', 'where to compute').choices(['auto', 'wasm', 'webgpu', 'cpu']).default('wasm'),
    )
    .option('--workers <n>', 'threads of each process', '1')
    .option('--out <folder>', 'where run folders and tables go', 'runs')
    .option('--plan', 'only show the cells, and which are finished')
    .option('--queue [url]', `put the cells on a queue in place of running them here: ${queueHelp}`)
    .option('--priority <n>', 'on the queue, 1 to 1000, lower ones first', '100')
    .option('--wait', 'with --queue and --store, wait until all is done and write the table')
    .option('--store <place>', `with --wait, ${storeHelp}`);
  addOutputOptions(addDataDirectory(addLimit(command)))
    .addHelpText(
      'after',
      '\nThe file (YAML or JSON) holds data, seed, tasks (base, swap, ...), coupling, finer, base: {settings of hkmem train},\n' +
        'edit: {settings of hkmem edit}, edits: {swap: {settings of one task}}, and grid: dotted settings with values:\n' +
        '  grid: { seed: [1, 2, 3], oscillators.dimension: { range: { from: 2, to: 6, step: 2 } },\n' +
        '          edit.optimiser.rate: { logRange: { from: 1e-4, to: 1e-2, count: 5 } } }\n' +
        'and under grid.sample: { count, seed, <setting>: { uniform | logUniform | integer: { from, to } } or { choice: [] } }.\n' +
        'A cell is known by the hash of its settings: stopped ones go on when the same command is run again, finished ones\n' +
        'are used again. The tables are <out>/sweep-<hash>/results.csv, results.json, costs.csv and report.md.',
    )
    .action(async (file: string, given: RunFlags) => {
      const cells = await cellsOf(file, given);
      if (given.plan === true) return showPlan(context, given, cells);
      if (given.queue !== undefined && given.queue !== false) {
        const { submitSweep } = await import('../queue/commands.ts');
        const finished = await submitSweep(context, cells, {
          ...given,
          source: file,
          priority: wholeNumber('--priority', given.priority, 1, 1000),
        });
        if (finished !== undefined) showSweep(context, given, finished, end);
        return;
      }
      for (const { config } of cells) requireDirectory(config.data, given.dataDir);
      const finished = await runHere(context, cells, given);
      showSweep(context, given, finished, end);
    });
}

async function runHere(context: Context, cells: readonly Cell[], given: RunFlags): Promise<FinishedSweep> {
  const { interrupt: signal, environment, now } = context;
  const display = sweepDisplay(context, given.quiet === true);
  try {
    return await runSweep(cells, {
      root: given.out,
      jobs: given.jobs === undefined ? undefined : wholeNumber('--jobs', given.jobs),
      backend: given.backend,
      workers: wholeNumber('--workers', given.workers),
      dataDirectory: given.dataDir,
      signal,
      environment,
      now,
      program: cellProgram,
      onProgress: display.show,
    });
  } finally {
    display.end();
  }
}

async function showPlan(context: Context, given: RunFlags, cells: readonly Cell[]): Promise<void> {
  const plan = await planSweep(given.out, cells);
  if (given.json === true) return writeJson(context, plan);
  const left = plan.cells.filter(({ finished }) => !finished).length;
  context.stdout.write(`${plainTable(planTable(plan))}\n${plan.id}: ${left} of ${plan.cells.length} cells to do\n`);
}
