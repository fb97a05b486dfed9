import { outputFailure } from '@hkmem/sweep';
import { runProgram } from './commands/run-program.ts';
import type { Context } from './console/context.ts';
import { exitCodes } from './console/exit-code.ts';
import { listenForInterrupt } from './console/interrupt.ts';

export type { Context, TextSink } from './console/context.ts';
export { version } from './version.ts';

/** Runs the command line and returns its exit code; nothing of the process is touched but what the context holds. */
export function main(context: Context): Promise<number> {
  return runProgram(context);
}

/** Runs the command line of this process and sets its exit code. */
export async function run(): Promise<void> {
  // A reader such as `head` may leave early: what it does not want is no error.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error: ${outputFailure(error)}\n`);
    process.exit(exitCodes.failure);
  });
  const { signal, sayOnInterrupt, release } = listenForInterrupt(process.stderr);
  try {
    process.exitCode = await main({
      argv: process.argv.slice(2),
      environment: process.env,
      stdout: process.stdout,
      stderr: process.stderr,
      interrupt: signal,
      sayOnInterrupt,
      now: () => new Date(),
    });
  } finally {
    release();
  }
}
