import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeOf } from '../console/error-facts.ts';
import { RunInUseError } from '../console/errors.ts';
import { writeFailure } from './atomic-write.ts';

/** Who works in a run folder. */
interface Holder {
  readonly process: number;
  readonly host: string;
}

/**
 * Marks a folder as in use by this process; the mark of a process that is gone is replaced.
 * @returns what gives the folder back.
 * @throws {RunInUseError} if another process works in it. @throws {RunFolderError} if it cannot be written.
 */
export async function lock(path: string): Promise<() => Promise<void>> {
  const me: Holder = { process: process.pid, host: hostname() };
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, JSON.stringify(me), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') throw writeFailure(path, cause);
      const holder = await readHolder(path);
      if (attempt > 0 || (holder !== undefined && isAtWork(holder, me))) {
        throw new RunInUseError(
          `another process (${holder?.process} on ${holder?.host}) works in this run: '${path}' is there. ` +
            'Wait for it to end, or remove that file if it is gone.',
        );
      }
      await rm(path, { force: true });
    }
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(path, 'utf8'));
    const { process: id, host } = found as Partial<Holder>;
    return typeof id === 'number' && typeof host === 'string' ? { process: id, host } : undefined;
  } catch {
    return undefined;
  }
}

function isAtWork(holder: Holder, me: Holder): boolean {
  if (holder.host !== me.host) return true;
  if (holder.process === me.process) return false;
  try {
    process.kill(holder.process, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
