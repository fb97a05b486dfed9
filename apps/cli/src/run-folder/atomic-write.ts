import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, messageOf } from '../console/error-facts.ts';
import { RunFolderError } from '../console/errors.ts';

/** The file operations of an atomic write; a test may fail any of them. */
export interface FileOperations {
  readonly open: (path: string, flags: string) => Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>;
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
    throw writeFailure(path, cause);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space and run the same command again',
  EDQUOT: 'the disk quota is used up. Free some space and run the same command again',
  EACCES: 'no permission to write there. Choose another folder with --out',
  EPERM: 'no permission to write there. Choose another folder with --out',
  EROFS: 'the file system is read-only. Choose another folder with --out',
  ENOTDIR: 'a part of the path is a file. Choose another folder with --out',
  EEXIST: 'a file of that name is there already. Choose another folder with --out',
  ENOENT: 'the folder is not there any more. Run the same command again',
};

/** The error for a failed write, in words where the system's code is a common one. */
export function writeFailure(path: string, cause: unknown, more = ''): RunFolderError {
  const reason = reasons[codeOf(cause)] ?? messageOf(cause);
  return new RunFolderError(`cannot write '${path}': ${reason}.${more}`, { cause });
}
