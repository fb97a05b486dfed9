import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder } from '../../run-folder/atomic-write.ts';
import { lock } from '../../run-folder/lock.ts';

const begin = 'hkmem-worker-';
/** Of folders that are not locked yet, and so have another name. */
const beginUnlocked = 'hkmem-new-worker-';

/** A folder of one worker alone below `parent` (by default the system's folder for temporary files). */
export interface Scratch {
  readonly path: string;
  /** Takes the folder away. */
  close(): Promise<void>;
}

/** Makes the folder, and takes away those of processes of this machine that are gone. @throws {RunFolderError} */
export async function openScratch(parent: string = tmpdir(), take: typeof lock = lock): Promise<Scratch> {
  await makeFolder(parent);
  for (const name of await readdir(parent)) if (name.startsWith(begin)) await removeIfLeft(resolve(parent, name));
  const made = resolve(await mkdtemp(join(parent, beginUnlocked)));
  const release = await take(join(made, 'lock'));
  const path = resolve(parent, `${begin}${made.slice(-6)}`);
  await rename(made, path);
  return {
    path,
    close: async () => {
      await rm(path, { recursive: true, force: true });
      await release();
    },
  };
}

async function removeIfLeft(path: string): Promise<void> {
  let release: () => Promise<void>;
  try {
    release = await lock(join(path, 'lock'));
  } catch {
    return;
  }
  await rm(path, { recursive: true, force: true });
  await release();
}
