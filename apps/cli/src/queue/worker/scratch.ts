import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../run-folder/atomic-write.ts';
import { lock } from '../../run-folder/lock.ts';

const begin = 'hkmem-worker-';

/** A folder of this process alone below `parent` (by default the system's folder for temporary files). */
export interface Scratch {
  readonly path: string;
  /** Takes the folder away. */
  close(): Promise<void>;
}

/** Makes the folder, and takes away those of processes of this machine that are gone. @throws {RunFolderError} */
export async function openScratch(parent: string = tmpdir()): Promise<Scratch> {
  await makeFolder(parent);
  for (const name of await readdir(parent)) if (name.startsWith(begin)) await removeIfLeft(join(parent, name));
  const path = await mkdtemp(join(parent, begin));
  await lock(join(path, 'lock'));
  return { path, close: () => rm(path, { recursive: true, force: true }) };
}

async function removeIfLeft(path: string): Promise<void> {
  try {
    await lock(join(path, 'lock'));
  } catch {
    return;
  }
  await rm(path, { recursive: true, force: true });
}
