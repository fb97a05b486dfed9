import { DeviceError, HkmemError } from '@hkmem/backend';
import { DatasetError } from '@hkmem/datasets';
import { type Context, coloursFor } from './context.ts';
import { messageOf } from './error-facts.ts';
import { ConfigError, InputFileError, InterruptedError, UsageError } from './errors.ts';
import { exitCodes } from './exit-code.ts';
import { systemFailure } from './file-failure.ts';
import { commandLine, onOtherBackend } from './rerun.ts';

/** Writes one message, without a stack unless HKMEM_DEBUG is set, and returns the exit code. */
export function reportError(context: Context, error: unknown): number {
  const { environment, stderr } = context;
  const colours = coloursFor(context, stderr);
  if (error instanceof InterruptedError) {
    stderr.write(`${colours.yellow(error.message)}\n`);
    return exitCodes.interrupted;
  }
  if (context.interrupt.aborted && error === context.interrupt.reason) {
    stderr.write(`${colours.yellow('stopped; what was finished is kept. Run the same command again to go on.')}\n`);
    return exitCodes.interrupted;
  }
  const failure = systemFailure(error);
  const message = failure ?? messageOf(error);
  const foreseen = error instanceof HkmemError || error instanceof DatasetError || failure !== undefined;
  const debug = Boolean(environment['HKMEM_DEBUG']);
  const hint = foreseen || debug ? '' : ' (not foreseen: HKMEM_DEBUG=1 shows where it comes from)';
  stderr.write(`${colours.red('error:')} ${message}${hint}\n`);
  if (debug && error instanceof Error) stderr.write(`${describeStack(error)}\n`);
  if (error instanceof DeviceError) {
    stderr.write(`To try it on another backend: ${commandLine(onOtherBackend(context.argv))}\n`);
  }
  const usage = error instanceof UsageError || error instanceof ConfigError || error instanceof InputFileError;
  return usage ? exitCodes.usage : exitCodes.failure;
}

function describeStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${describeStack(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
