import { join } from 'node:path';
import { canonicalJson, sha256 } from '@hkmem/experiments';
import type { CapacityTrial, FinishedTrial } from '@hkmem/storage';
import { z } from 'zod';
import { makeFolder, writeAtomically } from '../run-folder/atomic-write.ts';
import { readIfThere } from '../run-folder/read-if-there.ts';

const count = z.strictObject({
  patterns: z.int(),
  tried: z.int(),
  exact: z.int(),
  near: z.int(),
  wrong: z.number(),
  stored: z.boolean(),
});

/** What a trial is known by: 16 hexadecimal digits of the SHA-256 of what it asks. */
export function trialId(trial: CapacityTrial): string {
  return sha256(canonicalJson(trial)).slice(0, 16);
}

function trialFile(root: string, trial: CapacityTrial): string {
  return join(root, 'capacity', `${trialId(trial)}.json`);
}

/** What was counted in a trial before, or undefined if there is no whole result of it. @throws {RunFolderError} */
export async function readTrial(root: string, trial: CapacityTrial): Promise<FinishedTrial | undefined> {
  const bytes = await readIfThere(trialFile(root, trial));
  if (bytes === undefined) return undefined;
  try {
    const found = JSON.parse(new TextDecoder().decode(bytes)) as { trial?: unknown; count?: unknown };
    if (canonicalJson(found.trial) !== canonicalJson(trial)) return undefined;
    return { trial, count: count.parse(found.count) };
  } catch {
    // Cut short or of another program: it is made again.
    return undefined;
  }
}

/** Keeps what was counted. @throws {RunFolderError} if it cannot be written. */
export async function writeTrial(root: string, finished: FinishedTrial): Promise<void> {
  await makeFolder(join(root, 'capacity'));
  await writeAtomically(trialFile(root, finished.trial), `${JSON.stringify(finished)}\n`);
}
