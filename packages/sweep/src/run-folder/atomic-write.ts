import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../error-facts.ts';
import { type RunFolderError, UnwritableError } from '../errors.ts';
import { asksForAnother, fileFailure } from '../files/file-failure.ts';

/** A file that is written. */
interface OpenFile {
  writeFile(content: Uint8Array | string): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The file operations of an atomic write; a test may fail any of them. */
export interface FileOperations {
  readonly open: (path: string, flags: string) => Promise<OpenFile>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
}

const nodeFiles: FileOperations = { open, rename, remove: (path) => rm(path, { force: true }) };

/**
 * Writes a file so that a reader finds the old content or the new one, never a part: to a temporary name beside it,
 * synchronised to the disk, then renamed.
 * @throws {RunFolderError} naming the file and the reason; what was there before stays.
 */
export async function writeAtomically(
  path: string,
  content: Uint8Array | string,
  files: FileOperations = nodeFiles,
): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`;
  try {
    const file = await files.open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
  } catch (cause) {
    await files.remove(temporary).catch(() => {});
    throw writeFailure(path, cause, ` What was saved before in '${dirname(path)}' is kept.`);
  }
}

/** Makes a folder and those above it. @throws {RunFolderError} naming it and the reason. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    // Which Node says of a read-only file system too, where the folders are to be made in one call.
    const reason = codeOf(cause) === 'ENOENT' ? await reasonOf(path) : undefined;
    throw writeFailure(path, reason ?? cause);
  }
}

/** What keeps the first missing folder of a path from being made; nothing if it now can. */
async function reasonOf(path: string): Promise<unknown> {
  try {
    await mkdir(path);
    return undefined;
  } catch (cause) {
    return codeOf(cause) === 'ENOENT' && dirname(path) !== path ? reasonOf(dirname(path)) : cause;
  }
}

/** The error for a failed write. */
export function writeFailure(path: string, cause: unknown, more = ''): RunFolderError {
  const words = fileFailure('write', path, cause);
  return new UnwritableError(path, `cannot write '${path}': ${words}.${more}`, asksForAnother(words), { cause });
}

/** Takes a file away if it is there. @throws {RunFolderError} naming it and the reason. */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (cause) {
    throw writeFailure(path, cause);
  }
}
