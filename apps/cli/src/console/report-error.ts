import { HkmemError } from '@hkmem/backend';
import { ConfigError, InputFileError } from '@hkmem/experiments';
import { InterruptedError, PlaceError, systemFailure } from '@hkmem/sweep';
import { adviceOn, messageFor } from './advice.ts';
import { type Context, coloursFor } from './context.ts';
import { UsageError } from './errors.ts';
import { exitCodes } from './exit-code.ts';

/** Errors of what was given to the command line. */
const usageErrors = [UsageError, ConfigError, InputFileError, PlaceError];

/** Writes one message, without a stack unless HKMEM_DEBUG is set, and returns the exit code. */
export function reportError(context: Context, error: unknown): number {
  const { argv, environment, stderr } = context;
  const colours = coloursFor(context, stderr);
  if (error instanceof InterruptedError) {
    const advice = adviceOn(error, argv);
    const lines = advice === undefined ? error.message : `${error.message}\n${advice}`;
    stderr.write(`${colours.yellow(lines)}\n`);
    return exitCodes.interrupted;
  }
  if (context.interrupt.aborted && error === context.interrupt.reason) {
    stderr.write(`${colours.yellow('stopped; what was finished is kept. Run the same command again to go on.')}\n`);
    return exitCodes.interrupted;
  }
  const failure = systemFailure(error);
  const message = failure ?? messageFor(error);
  const foreseen = error instanceof HkmemError || failure !== undefined;
  const debug = Boolean(environment['HKMEM_DEBUG']);
  const hint = foreseen || debug ? '' : ' (not foreseen: HKMEM_DEBUG=1 shows where it comes from)';
  stderr.write(`${colours.red('error:')} ${message}${hint}\n`);
  if (debug && error instanceof Error) stderr.write(`${describeStack(error)}\n`);
  const advice = adviceOn(error, argv);
  if (advice !== undefined) stderr.write(`${advice}\n`);
  return usageErrors.some((kind) => error instanceof kind) ? exitCodes.usage : exitCodes.failure;
}

function describeStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${describeStack(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
