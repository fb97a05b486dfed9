import type { DeviceError } from '@hkmem/backend';
import type { TrainingState } from '@hkmem/training';
import { TrainingDeviceError } from '../console/errors.ts';
import { commandLine, onOtherBackend, resuming } from '../console/rerun.ts';
import type { Problem } from '../memory/problem.ts';
import type { RunFolder } from '../run-folder/run-folder.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import type { Session } from './session.ts';

/**
 * Saves what the host still holds of a training whose device failed, and says how far it got and how to go on. Nothing
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
  const argv = onOtherBackend(session.context.argv, session.backend.name);
  if (kept !== undefined) {
    await writeCheckpoint(folder, problem, kept);
    await folder.log.rewindTo(kept.update);
  }
  const there = kept ?? (await readCheckpoint(folder, problem));
  if (there === undefined) {
    const command = commandLine(argv);
    return new TrainingDeviceError(
      `the device failed before the first update: ${cause.message}\nTo begin on another backend: ${command}`,
      { cause },
    );
  }
  return new TrainingDeviceError(
    `the device failed after update ${there.update} of ${updates}: ${cause.message}\n` +
      `The checkpoint of update ${there.update} is in '${folder.path}'.\n` +
      `To go on, on another backend: ${commandLine(resuming(argv))}`,
    { cause },
  );
}
