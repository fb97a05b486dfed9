import { DeviceError } from '@hkmem/backend';
import { NotEditableError, UnknownOriginError } from '@hkmem/experiments';
import {
  DamagedCheckpointError,
  InterruptedError,
  messageOf,
  NothingToResumeError,
  OtherRunError,
  PlaceError,
  TooManyCellsError,
  TrainingDeviceError,
  UnwritableError,
} from '@hkmem/sweep';
import { NpzSizeError } from '@hkmem/training/formats';
import { commandLine, onOtherBackend, resuming } from './rerun.ts';

/** The flag that is the way out of an error that a package reports without knowing any flag. */
function flagFor(error: unknown): string | undefined {
  if (error instanceof UnwritableError && error.elsewhere) return '--out names another folder';
  if (error instanceof NothingToResumeError) return 'Leave --resume out to begin';
  if (error instanceof OtherRunError) return 'To begin another, leave --resume out';
  if (error instanceof DamagedCheckpointError) return 'To begin anew: --fresh';
  if (error instanceof TooManyCellsError) return `--max-cells ${error.count} raises it`;
  if (error instanceof UnknownOriginError) return '--config gives settings to what is converted';
  if (error instanceof NotEditableError) return 'Give one made by `hkmem train`';
  return error instanceof NpzSizeError ? '--max-bytes raises it' : undefined;
}

/** The message of an error, with the flag that it concerns or that is the way out of it. */
export function messageFor(error: unknown): string {
  if (error instanceof PlaceError) return `--${error.of}: ${error.problem}`;
  const flag = flagFor(error);
  const message = messageOf(error);
  return flag === undefined ? message : `${message}${message.endsWith('.') ? '' : '.'} ${flag}.`;
}

/** What to do about an error, as a command where there is one. */
export function adviceOn(error: unknown, argv: readonly string[]): string | undefined {
  if (error instanceof InterruptedError) {
    if (error.kept === 'cells') return 'To go on: run the same command again.';
    return error.kept === 'checkpoint' ? `To go on: ${commandLine(resuming(argv))}` : undefined;
  }
  if (error instanceof DeviceError) return `To try it on another backend: ${commandLine(onOtherBackend(argv))}`;
  if (!(error instanceof TrainingDeviceError)) return undefined;
  const other = onOtherBackend(argv, error.backend);
  return error.update === undefined
    ? `To begin on another backend: ${commandLine(other)}`
    : `To go on, on another backend: ${commandLine(resuming(other))}`;
}
