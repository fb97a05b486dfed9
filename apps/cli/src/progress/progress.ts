import { noProgress, type Progress } from '@hkmem/experiments';
import type { Context } from '../console/context.ts';
import { barProgress } from './bars.ts';
import { lineProgress } from './lines.ts';

/** Bars with the remaining time on a terminal, plain lines every few seconds elsewhere, nothing if `quiet`. */
export function createProgress(context: Context, quiet: boolean): Progress {
  if (quiet) return noProgress;
  if (context.stderr === process.stderr && process.stderr.isTTY) return barProgress(process.stderr);
  return lineProgress(context.stderr);
}
