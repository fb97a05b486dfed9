import type { Context } from '../console/context.ts';
import { barProgress } from './bars.ts';
import { lineProgress } from './lines.ts';

/** A piece of work with a known length. */
export interface ProgressItem {
  readonly label: string;
  readonly total: number;
  /** What was done before, by an earlier run. */
  readonly done?: number;
  /** What is counted: `updates`, `images`. */
  readonly unit: string;
}

/** Work under way. */
export interface ProgressTask {
  /** Tells how much is done in all, with a few words such as the loss. */
  advance(done: number, detail?: string): void;
  end(): void;
}

/** Shows how work goes on, on standard error. */
export interface Progress {
  begin(item: ProgressItem): ProgressTask;
  /** A line that stays. Not to be used while a task is under way. */
  note(text: string): void;
}

/** Bars with the remaining time on a terminal, plain lines every few seconds elsewhere, nothing if `quiet`. */
export function createProgress(context: Context, quiet: boolean): Progress {
  if (quiet) return { begin: () => ({ advance: () => {}, end: () => {} }), note: () => {} };
  if (context.stderr === process.stderr && process.stderr.isTTY) return barProgress(process.stderr);
  return lineProgress(context.stderr);
}
