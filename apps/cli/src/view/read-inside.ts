import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '@hkmem/sweep';

/** Bytes of a file, or why there are none that may be shown. */
export type Part =
  | { readonly bytes: Buffer; readonly size: number; readonly inode: number; readonly changed: number }
  | { readonly bytes?: undefined; readonly missing: boolean; readonly reason: string };

export interface PartOptions {
  /** Most bytes to read. */
  readonly atMost: number;
  /** Where to begin; from the end if below 0. */
  readonly from?: number;
  /** Whether a file that is longer is read in part; otherwise it is refused. */
  readonly inPart?: boolean;
  /** Whether its folder has just been seen to be no link. */
  readonly seen?: boolean;
}

// Neither a link nor what would wait for a writer, where the system knows these flags.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file in a folder whose true path is known, and nothing that is not a plain file in it: no link, pipe or device, no
 * folder that has become a link since, no more than was allowed.
 */
export async function readInside(
  path: string,
  { atMost, from = 0, inPart = false, seen = false }: PartOptions,
): Promise<Part> {
  let handle: FileHandle | undefined;
  try {
    const folder = dirname(path);
    if (!seen && (await realpath(folder)) !== folder) return refused('its folder is a link now');
    handle = await open(path, flags);
    const facts = await handle.stat();
    if (!facts.isFile()) return refused('it is no plain file');
    if (facts.size > atMost && !inPart) {
      return refused(`it is larger than shown: ${facts.size} bytes, shown are up to ${atMost}`);
    }
    const start = from < 0 ? Math.max(0, facts.size + from) : Math.min(from, facts.size);
    const bytes = Buffer.alloc(Math.min(atMost, facts.size - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { bytes: bytes.subarray(0, filled), size: facts.size, inode: facts.ino, changed: facts.mtimeMs };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP' || code === 'EMLINK') return refused('it is a link, which is not followed');
    return { missing: code === 'ENOENT', reason: code === 'ENOENT' ? 'it is not there' : messageOf(error) };
  } finally {
    await handle?.close();
  }
}

function refused(reason: string): Part {
  return { missing: false, reason };
}

/** A file as text; a note is added where there is one that cannot be shown. */
export async function readTextInside(
  path: string,
  options: PartOptions,
  tell: (reason: string) => void,
): Promise<string | undefined> {
  const part = await readInside(path, options);
  if (part.bytes !== undefined) return part.bytes.toString('utf8');
  if (!part.missing) tell(part.reason);
  return undefined;
}

/** A file's JSON; a note is added where there is one that is none. */
export async function readJsonInside(
  path: string,
  options: PartOptions,
  tell: (reason: string) => void,
): Promise<unknown> {
  const text = await readTextInside(path, options, tell);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    tell('it is not JSON, or cut short');
    return undefined;
  }
}
