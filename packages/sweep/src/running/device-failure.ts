import type { DeviceError } from '@hkmem/backend';
import type { Problem } from '@hkmem/experiments';
import type { TrainingState } from '@hkmem/training';
import { TrainingDeviceError } from '../errors.ts';
import type { RunFolder } from '../run-folder/run-folder.ts';
import type { Session } from '../session/session.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';

/**
 * Saves what the host still holds of a training whose device failed, and says how far it got. Nothing
 * is read from the device.
 */
export async function deviceFailure(
  session: Session,
  folder: RunFolder,
  problem: Problem,
  kept: TrainingState | undefined,
  cause: DeviceError,
): Promise<TrainingDeviceError> {
  const { updates } = problem.config;
  const { name } = session.backend;
  if (kept !== undefined) {
    await writeCheckpoint(folder, problem, kept);
    await folder.log.rewindTo(kept.update);
  }
  const there = kept ?? (await readCheckpoint(folder, problem));
  if (there === undefined) {
    return new TrainingDeviceError(`the device failed before the first update: ${cause.message}`, name, undefined, {
      cause,
    });
  }
  return new TrainingDeviceError(
    `the device failed after update ${there.update} of ${updates}: ${cause.message}\n` +
      `The checkpoint of update ${there.update} is in '${folder.path}'.`,
    name,
    there.update,
    { cause },
  );
}
