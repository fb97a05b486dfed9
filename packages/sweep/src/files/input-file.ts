import { readFile } from 'node:fs/promises';
import { plainText, TextEncodingError, TextError } from '@hkmem/backend';
import { InputFileError } from '@hkmem/experiments';
import { fileFailure } from './file-failure.ts';

/**
 * The bytes of a file that a user names. @param way what to give in place of a file that is not there, such as `give the
 * weights.safetensors of a run folder`. @throws {InputFileError} saying why it cannot be read, and the way out.
 */
export async function readInput(path: string, way?: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw unreadable(path, cause, way);
  }
}

/** As `readInput`, of a text in UTF-8. */
export async function readInputText(path: string, way?: string): Promise<string> {
  return decodeText(await readInput(path, way), path);
}

/** The error for an input that cannot be read. */
export function unreadable(path: string, cause: unknown, way?: string): InputFileError {
  return new InputFileError(path, `cannot be read: ${fileFailure('read', path, cause, way)}.`, { cause });
}

/** A text from its bytes in UTF-8, without a byte order mark. @throws {InputFileError} if it is UTF-16 or no UTF-8. */
export function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return plainText(bytes, path);
  } catch (cause) {
    if (!(cause instanceof TextError)) throw cause;
    const problem =
      cause instanceof TextEncodingError
        ? `is text in ${cause.encoding.split(',')[0]}, allowed is UTF-8`
        : 'is no text in UTF-8';
    throw new InputFileError(path, `${problem}; save it anew with that encoding.`, { cause });
  }
}
