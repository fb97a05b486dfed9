import { DeviceError, HkmemError } from '@hkmem/backend';
import { DatasetError } from '@hkmem/datasets';
import { InterruptedError, RunFolderError } from '../../console/errors.ts';
import type { FailureReason } from './messages.ts';

const storageCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOTDIR'];

/** What to do about an error that ended a cell; `stop` is the signal that it was run with. */
export function failureReason(error: unknown, stop: AbortSignal): FailureReason {
  if (error instanceof InterruptedError || (stop.aborted && error === stop.reason)) return 'stopped';
  if (storageCodes.includes(codeOf(error))) return 'storage';
  if (error instanceof RunFolderError) return /^another process/.test(error.message) ? 'in-use' : 'passing';
  if (error instanceof DeviceError) return 'passing';
  return error instanceof HkmemError || error instanceof DatasetError ? 'final' : 'passing';
}

/** The system's code of an error or of what caused it. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error ? String(error.code) : codeOf(error.cause);
}
