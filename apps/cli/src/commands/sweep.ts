import { type Command, Option } from 'commander';
import type { Cell } from '../cells/cell.ts';
import { parseNumber } from '../config/flags.ts';
import { type Context, coloursFor, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { exitCodes } from '../console/exit-code.ts';
import { plainTable } from '../report/table.ts';
import { planSweep, planTable } from '../sweep/describe-plan.ts';
import { expandSweep, usualLimit } from '../sweep/file/expand.ts';
import { readSweepFile } from '../sweep/file/sweep-file.ts';
import { serveCells } from '../sweep/process/serve-cells.ts';
import { sweepId } from '../sweep/results/sweep-identity.ts';
import type { SweepResults } from '../sweep/results/sweep-results.ts';
import { shortTable } from '../sweep/results/write-results.ts';
import { type FinishedSweep, runSweep } from '../sweep/run-sweep.ts';
import {
  addBackendOptions,
  addDataDirectory,
  addOutputOptions,
  type CommonFlags,
  sessionOptions,
} from './common-options.ts';

type End = (code: number) => void;

interface SweepFlags {
  readonly out: string;
  readonly maxCells?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly queue?: string | boolean;
  readonly store?: string;
}

interface RunFlags extends SweepFlags {
  readonly jobs?: string;
  readonly backend: string;
  readonly workers: string;
  readonly dataDir?: string;
  readonly plan?: boolean;
  readonly wait?: boolean;
  readonly priority: string;
}

const queueHelp =
  'redis:// or rediss:// address of the queue; without one, HKMEM_QUEUE_URL or the file HKMEM_QUEUE_FILE';
const storeHelp = 'folder or s3://bucket/prefix?endpoint=... where workers keep results';

/** `hkmem sweep`: many runs from one file, on this machine or on a queue. */
export function addSweep(program: Command, context: Context, end: End): void {
  addCellProcess(program, context);
  const sweep = program
    .command('sweep')
    .description('Run every combination of settings that a file lists, here or on machines that share a queue.');
  addRun(sweep, context, end);
  addTable(sweep, context, end);
  addStatus(sweep, context);
  addChange(
    sweep,
    context,
    'cancel',
    'Take the unfinished cells of a sweep from the queue; those at work save and stop.',
  );
  addChange(sweep, context, 'retry', 'Give cells of a sweep that were parked or cancelled to the queue again.');
}

/** `hkmem cell-process`: what a sweep starts to run its cells; not for people. */
function addCellProcess(program: Command, context: Context): void {
  addDataDirectory(addBackendOptions(program.command('cell-process', { hidden: true })))
    .description('Run cells for another hkmem that started this one.')
    .action((given: CommonFlags) => serveCells(context, sessionOptions({ ...given, quiet: true })));
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
          priority: count('--priority', given.priority, 1000),
        });
        if (finished !== undefined) show(context, given, finished, end);
        return;
      }
      const finished = await runSweep(cells, {
        root: given.out,
        jobs: given.jobs === undefined ? undefined : count('--jobs', given.jobs),
        backend: given.backend,
        workers: count('--workers', given.workers),
        dataDirectory: given.dataDir,
        context,
        quiet: given.quiet === true,
      });
      show(context, given, finished, end);
    });
}

function addTable(sweep: Command, context: Context, end: End): void {
  const command = sweep
    .command('table <file>')
    .description('Write the table of a sweep from what a store holds of it so far.')
    .requiredOption('--store <place>', storeHelp)
    .option('--out <folder>', 'where the table goes', 'runs');
  addOutputOptions(addLimit(command)).action(async (file: string, given: SweepFlags & { readonly store: string }) => {
    const { collectSweep } = await import('../queue/commands.ts');
    show(context, given, await collectSweep(context, await cellsOf(file, given), given.store, given.out), end);
  });
}

function addStatus(sweep: Command, context: Context): void {
  const command = sweep
    .command('status [sweep]')
    .description('Show how far a sweep on the queue is, by its file or id; without one, every sweep there.')
    .option('--queue [url]', queueHelp);
  addOutputOptions(addLimit(command)).action(async (named: string | undefined, given: SweepFlags) => {
    const { showStatus } = await import('../queue/commands.ts');
    await showStatus(context, given, await sweepNamed(named, given));
  });
}

function addChange(sweep: Command, context: Context, name: 'cancel' | 'retry', description: string): void {
  const command = sweep.command(`${name} <sweep>`).description(description).option('--queue [url]', queueHelp);
  addOutputOptions(addLimit(command)).action(async (named: string, given: SweepFlags) => {
    const { changeSweep } = await import('../queue/commands.ts');
    await changeSweep(context, given, name, (await sweepNamed(named, given))!);
  });
}

function addLimit(command: Command): Command {
  return command.option('--max-cells <n>', `most cells that a sweep may have (default: ${usualLimit})`);
}

async function cellsOf(file: string, { maxCells }: SweepFlags): Promise<readonly Cell[]> {
  const limit = maxCells === undefined ? usualLimit : count('--max-cells', maxCells);
  return expandSweep(file, await readSweepFile(file), limit);
}

/** The id of a sweep that is given by id or by file. */
async function sweepNamed(named: string | undefined, given: SweepFlags): Promise<string | undefined> {
  if (named === undefined || /^sweep-[0-9a-f]{12}$/.test(named)) return named;
  return sweepId(await cellsOf(named, given));
}

/** @throws {UsageError} unless the text is a whole number from 1. */
function count(flag: string, text: string, most: number = Number.MAX_SAFE_INTEGER): number {
  const value = parseNumber(flag, text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
  throw new UsageError(`${flag}: got ${text}, allowed is a whole number from 1${upTo}`);
}

async function showPlan(context: Context, given: RunFlags, cells: readonly Cell[]): Promise<void> {
  const plan = await planSweep(given.out, cells);
  if (given.json === true) return writeJson(context, plan);
  const left = plan.cells.filter(({ finished }) => !finished).length;
  context.stdout.write(`${plainTable(planTable(plan))}\n${plan.id}: ${left} of ${plan.cells.length} cells to do\n`);
}

function show(context: Context, { json }: SweepFlags, { folder, results }: FinishedSweep, end: End): void {
  if (results.failures.length > 0) end(exitCodes.failure);
  if (json === true) {
    writeJson(context, summaryOf(folder, results));
    return;
  }
  const colours = coloursFor(context, context.stdout);
  context.stdout.write(`${plainTable(shortTable(results))}\n`);
  for (const { id, error } of results.failures) context.stdout.write(`${colours.red('failed')} ${id}: ${error}\n`);
  context.stdout.write(`${colours.green('report:')} ${folder}/report.md\n`);
}

function summaryOf(folder: string, { id, versions, rows, costs, failures }: SweepResults): object {
  return { sweep: id, folder, versions, cells: rows, costs, failures };
}
