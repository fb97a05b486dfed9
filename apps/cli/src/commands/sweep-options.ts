import type { Cell } from '@hkmem/experiments';
import {
  expandSweep,
  type FinishedSweep,
  plainTable,
  readSweepFile,
  type SweepResults,
  shortTable,
  usualLimit,
} from '@hkmem/sweep';
import type { Command } from 'commander';
import { wholeNumber } from '../config/flags.ts';
import { type Context, coloursFor, writeJson } from '../console/context.ts';
import { exitCodes } from '../console/exit-code.ts';

/** Sets the exit code. */
export type End = (code: number) => void;

/** Values of the flags that commands about a sweep share, as commander gives them. */
export interface SweepFlags {
  readonly out: string;
  readonly maxCells?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly queue?: string | boolean;
  readonly store?: string;
}

/** Help on where a queue is. */
export const queueHelp: string =
  'redis:// or rediss:// address of the queue; without one, HKMEM_QUEUE_URL or the file HKMEM_QUEUE_FILE';
/** Help on where results are. */
export const storeHelp: string = 'folder or s3://bucket/prefix?endpoint=... where workers keep results';

/** `--max-cells`. */
export function addLimit(command: Command): Command {
  return command.option('--max-cells <n>', `most cells that a sweep may have (default: ${usualLimit})`);
}

/** The cells of a sweep's file. @throws {InputFileError | ConfigError | UsageError} naming what is at fault. */
export async function cellsOf(file: string, { maxCells }: SweepFlags): Promise<readonly Cell[]> {
  const limit = maxCells === undefined ? usualLimit : wholeNumber('--max-cells', maxCells);
  return expandSweep(file, await readSweepFile(file), limit);
}

/** Shows a table of results, and fails if a cell did. */
export function showSweep(context: Context, { json }: SweepFlags, { folder, results }: FinishedSweep, end: End): void {
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
