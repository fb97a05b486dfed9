import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../error-facts.ts';
import { isRecord } from './differences.ts';

/** What the file of a lock says about who works there. */
export interface LockMark {
  readonly process: number;
  readonly host: string;
  /** The machine, as long as it runs; absent in marks of versions that took no lock of the system. */
  readonly kernel?: string;
  /** Whether the system's lock is on the file while the process works. */
  readonly locked?: boolean;
}

/** The mark of this process. */
export function ownMark(locked: boolean): LockMark {
  return { process: process.pid, host: hostname(), kernel: kernelId(), locked };
}

/** A mark as text of a file; undefined if it is none, such as that of a process that was killed while writing. */
export function parseMark(text: string): LockMark | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (!isRecord(found)) return undefined;
    const { process: id, host, kernel, locked } = found;
    if (typeof id !== 'number' || typeof host !== 'string') return undefined;
    return { process: id, host, ...(typeof kernel === 'string' && { kernel, locked: locked === true }) };
  } catch {
    return undefined;
  }
}

/**
 * Whether whom a mark names may still be at work, although the system's lock on the file is free. Of a machine that shares
 * the lock with this one it may not. Of another machine it may, as some network file systems keep locks to each machine,
 * and so may who had no lock to take. A mark without `kernel` is of a version that took none: its process is looked for.
 */
export function mayBeAtWork(mark: LockMark, me: LockMark): boolean {
  if (mark.kernel !== undefined) return mark.locked !== true || (mark.kernel !== me.kernel && mark.host !== me.host);
  if (mark.host !== me.host) return true;
  if (mark.process === me.process) return false;
  try {
    process.kill(mark.process, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Changes when a machine starts; the same in all containers of one machine. The host's name where there is none. */
function kernelId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return hostname();
  }
}
