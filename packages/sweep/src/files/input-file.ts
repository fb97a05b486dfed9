import { readFile } from 'node:fs/promises';
import { InputFileError } from '@hkmem/experiments';
import { codeOf } from '../error-facts.ts';
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
  if (looksLikeUtf16(bytes)) {
    throw new InputFileError(path, 'is text in UTF-16, allowed is UTF-8; save it anew with that encoding.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (codeOf(cause) !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw cause;
    throw new InputFileError(path, 'is no text in UTF-8; save it anew with that encoding.', { cause });
  }
}

/** By the mark at its beginning or, without one, by the half of nothing that every Latin letter has. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (second === undefined) return false;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || (first === 0) !== (second === 0);
}
