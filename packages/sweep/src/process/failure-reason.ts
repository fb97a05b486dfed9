import { DeviceError, HkmemError } from '@hkmem/backend';
import { codeOf } from '../error-facts.ts';
import { InterruptedError, RunFolderError, RunInUseError } from '../errors.ts';
import type { FailureReason } from './messages.ts';

/** Codes of a disk that is full or cannot be written. */
const storageCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOTDIR'];

/** What to do about an error that ended a cell; `stop` is the signal that it was run with. */
export function failureReason(error: unknown, stop: AbortSignal): FailureReason {
  if (error instanceof InterruptedError || (stop.aborted && error === stop.reason)) return 'stopped';
  if (isStorageFailure(error)) return 'storage';
  if (error instanceof RunInUseError) return 'in-use';
  if (error instanceof RunFolderError || error instanceof DeviceError) return 'passing';
  return error instanceof HkmemError ? 'final' : 'passing';
}

/** Whether an error comes of a disk of this machine that is full or cannot be written. */
export function isStorageFailure(error: unknown): boolean {
  return storageCodes.includes(codeOf(error));
}
