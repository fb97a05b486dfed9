import type { Command } from 'commander';
import { parseNumber, wholeNumber } from '../config/flags.ts';
import type { Context } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { cellProgram } from '../program-file.ts';
import { addDataDirectory } from './common-options.ts';

interface WorkerFlags {
  readonly queue?: string | boolean;
  readonly store: string;
  readonly jobs?: string;
  readonly workers: string;
  readonly dataDir?: string;
  readonly scratch?: string;
  readonly name?: string;
  readonly lease: string;
  readonly saveEvery: string;
  readonly untilDone?: boolean;
  readonly quiet?: boolean;
}

/** `hkmem worker`: takes cells of sweeps from a queue. */
export function addWorker(program: Command, context: Context): void {
  const command = program
    .command('worker')
    .description('Take cells of sweeps from a queue, run them, and bring the results to a store.')
    .option('--queue [url]', 'redis:// or rediss:// address; without one, HKMEM_QUEUE_URL or the file HKMEM_QUEUE_FILE')
    .requiredOption('--store <place>', 'folder or s3://bucket/prefix?endpoint=https://host&region=name')
    .option('--jobs <n>', 'cells at once (default: number of cores)')
    .option('--workers <n>', 'threads for each', '1')
    .option('--scratch <folder>', 'where unfinished work is (default: the folder for temporary files)')
    .option('--name <name>', 'what to call this worker (default: host and process)')
    .option('--lease <seconds>', 'time without a sign of life after which another worker takes over', '60')
    .option('--save-every <seconds>', 'time between looks for new checkpoints to bring to the store', '20')
    .option('--until-done', 'leave when the queue has nothing left')
    .option('--quiet', 'write no log to standard error');
  addDataDirectory(command)
    .addHelpText(
      'after',
      '\nAn s3:// store takes its keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Ctrl+C saves what is at work and\n' +
        'gives it back to the queue. A worker that is killed is replaced: its cells go on from their last checkpoints in the\n' +
        'store. A queue with cells of another version of hkmem is refused.',
    )
    .action(async (given: WorkerFlags) => {
      const { openStore, queueAddress, runWorker } = await import('@hkmem/sweep/queue');
      const { environment, interrupt: signal, now, stderr } = context;
      const log = (line: string): void => void stderr.write(`${now().toISOString()} ${line}\n`);
      await runWorker({
        address: queueAddress(given.queue, environment),
        store: await openStore(given.store, environment),
        jobs: given.jobs === undefined ? undefined : wholeNumber('--jobs', given.jobs),
        threads: wholeNumber('--workers', given.workers),
        dataDirectory: given.dataDir,
        scratch: given.scratch,
        name: given.name,
        lease: atLeast('--lease', given.lease, 1),
        every: atLeast('--save-every', given.saveEvery, 0.1),
        untilDone: given.untilDone === true,
        signal,
        environment,
        program: cellProgram,
        log: given.quiet === true ? undefined : log,
      });
    });
}

/** @throws {UsageError} unless the text is a number of at least `least`. */
function atLeast(flag: string, text: string, least: number): number {
  const value = parseNumber(flag, text);
  if (value >= least) return value;
  throw new UsageError(`${flag}: got ${text}, allowed is a number from ${least}`);
}
