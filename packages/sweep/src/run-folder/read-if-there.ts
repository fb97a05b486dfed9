import { readFile } from 'node:fs/promises';
import { codeOf } from '../error-facts.ts';
import { RunFolderError } from '../errors.ts';
import { fileFailure } from '../files/file-failure.ts';

/**
 * The bytes of a file that hkmem wrote itself, or undefined if there is none.
 * @throws {RunFolderError} if there is one that cannot be read.
 */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new RunFolderError(`cannot read '${path}': ${fileFailure('read', path, cause)}.`, { cause });
  }
}
