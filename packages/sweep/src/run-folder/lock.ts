import { closeSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { codeOf } from '../error-facts.ts';
import { RunInUseError } from '../errors.ts';
import { writeFailure } from './atomic-write.ts';
import { tryFileLock } from './file-lock.ts';
import { type LockMark, mayBeAtWork, ownMark, parseMark } from './lock-mark.ts';

/**
 * Marks a folder as in use by this process, by a file that says who works there and that the system's lock is on. The
 * system gives the lock up when the process ends, however it ends, and not while it is merely stopped; process numbers and
 * clocks decide nothing. Who finds the lock free and the mark of a process that is gone takes its place. Where the file
 * system or the machine has no such lock, the file alone is the mark: made by one, and never replaced by another.
 * @returns what gives the folder back: takes away the file, unless another one is there by now. Idempotent.
 * @throws {RunInUseError} if another process works in it, or this one. @throws {RunFolderError} if it cannot be written.
 */
export async function lock(path: string, take: typeof tryFileLock = tryFileLock): Promise<() => Promise<void>> {
  for (;;) {
    const { fd, made } = open(path);
    try {
      const outcome = take(fd);
      if (outcome === 'taken' || (outcome === 'unsupported' && !made)) throw inUse(path, readMark(fd), outcome);
      // One that was given back between opening and locking is gone or replaced: what was locked is no mark of anything.
      if (!isAt(path, fd)) {
        closeSync(fd);
        continue;
      }
      const me = ownMark(outcome === 'ours');
      const there = readMark(fd);
      if (there !== undefined && mayBeAtWork(there, me)) throw inUse(path, there, 'unsupported');
      write(path, fd, me, made);
      return releaseOf(path, fd);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }
}

/** Opens the file, and makes it if it is not there. Numbers of files, unlike handles, are not closed by the collector. */
function open(path: string): { readonly fd: number; readonly made: boolean } {
  for (;;) {
    for (const made of [true, false]) {
      try {
        return { fd: openSync(path, made ? 'wx+' : 'r+'), made };
      } catch (cause) {
        // There when it was to be made, gone when it was to be opened: once more.
        if (codeOf(cause) !== (made ? 'EEXIST' : 'ENOENT')) throw writeFailure(path, cause);
      }
    }
  }
}

function readMark(fd: number): LockMark | undefined {
  const size = 4096;
  const bytes = Buffer.alloc(size);
  return parseMark(bytes.subarray(0, readSync(fd, bytes, 0, size, 0)).toString('utf8'));
}

function write(path: string, fd: number, mark: LockMark, made: boolean): void {
  try {
    ftruncateSync(fd, 0);
    writeSync(fd, JSON.stringify(mark), 0);
  } catch (cause) {
    if (made) rmSync(path, { force: true });
    throw writeFailure(path, cause);
  }
}

function isAt(path: string, fd: number): boolean {
  const there = statSync(path, { bigint: true, throwIfNoEntry: false });
  const mine = fstatSync(fd, { bigint: true });
  return there?.ino === mine.ino && there.dev === mine.dev;
}

function releaseOf(path: string, fd: number): () => Promise<void> {
  let held = true;
  return async () => {
    if (!held) return;
    held = false;
    try {
      // Before the lock is given up: afterwards the file may be another's.
      if (isAt(path, fd)) rmSync(path, { force: true });
    } finally {
      closeSync(fd);
    }
  };
}

function inUse(path: string, mark: LockMark | undefined, outcome: 'taken' | 'unsupported'): RunInUseError {
  const who = mark === undefined ? 'another process' : `another process (${mark.process} on ${mark.host})`;
  const way = outcome === 'taken' ? 'or stop it' : 'or remove that file if it is gone';
  return new RunInUseError(`${who} works in this run: '${path}' is there. Wait for it to end, ${way}.`);
}
