import { sweepId } from '@hkmem/sweep';
import type { Command } from 'commander';
import type { Context } from '../console/context.ts';
import { addOutputOptions } from './common-options.ts';
import { addLimit, cellsOf, type End, queueHelp, type SweepFlags, showSweep, storeHelp } from './sweep-options.ts';

/** `hkmem sweep table | status | cancel | retry`: what is done about a sweep that is on a queue. */
export function addSweepQueue(sweep: Command, context: Context, end: End): void {
  addTable(sweep, context, end);
  addStatus(sweep, context);
  addChange(
    sweep,
    context,
    'cancel',
    'Take the unfinished cells of a sweep from the queue; those at work save and stop. Submit it again to have them back.',
  );
  addChange(sweep, context, 'retry', 'Give the parked cells of a sweep, those that failed for good, to workers again.');
}

function addTable(sweep: Command, context: Context, end: End): void {
  const command = sweep
    .command('table <file>')
    .description('Write the table of a sweep from what a store holds of it so far.')
    .requiredOption('--store <place>', storeHelp)
    .option('--out <folder>', 'where the table goes', 'runs');
  addOutputOptions(addLimit(command)).action(async (file: string, given: SweepFlags & { readonly store: string }) => {
    const { collectSweep } = await import('../queue/commands.ts');
    showSweep(context, given, await collectSweep(context, await cellsOf(file, given), given.store, given.out), end);
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

/** The id of a sweep that is given by id or by file. */
async function sweepNamed(named: string | undefined, given: SweepFlags): Promise<string | undefined> {
  if (named === undefined || /^sweep-[0-9a-f]{12}$/.test(named)) return named;
  return sweepId(await cellsOf(named, given));
}
