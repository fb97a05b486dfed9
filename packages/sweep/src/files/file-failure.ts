import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, messageOf } from '../error-facts.ts';

/** What was to be done with a file. */
export type FileUse = 'read' | 'write';

type Words = (path: string) => string;

const both: Readonly<Record<string, Words>> = {
  EMFILE: () =>
    'this process has too many files open; raise the limit (ulimit -n), or work with fewer processes at once',
  ENFILE: () => 'this machine has too many files open; end other programs and try again',
  ELOOP: () => 'its symbolic links lead in a circle; give a path without them',
  ENAMETOOLONG: () => 'the name is too long; give a shorter one',
  EIO: () => 'the disk reports a fault; look after it, or use another',
  ESTALE: () => 'the network file system lost it; try again',
};

const anotherFolder = 'choose another folder';
const other: Words = () => anotherFolder;

const uses: Readonly<Record<FileUse, Readonly<Record<string, Words>>>> = {
  read: {
    ENOENT: (path) => `${firstAmiss(path)}; check the path`,
    ENOTDIR: (path) => `${firstAmiss(path)}; check the path`,
    EACCES: (path) => `no permission to read ${atFault(path)}; ask for it, or give another file`,
    EPERM: () => 'no permission to read it; ask for it, or give another file',
    EISDIR: () => 'it is a folder; give a file in it',
    ERR_FS_FILE_TOO_LARGE: () => 'it has more than 2 GiB, the most that is read; give a smaller one',
  },
  write: {
    ENOSPC: () => 'the disk is full; free some space and try again',
    EDQUOT: () => 'the disk quota is used up; free some space and try again',
    EFBIG: () => 'it would be larger than files may be here; raise the limit (ulimit -f) and try again',
    EACCES: (path) => `no permission to write there; ${other(path)}`,
    EPERM: (path) => `no permission to write there; ${other(path)}`,
    EROFS: (path) => `the file system is read-only; ${other(path)}`,
    ENOTDIR: (path) => `${firstAmiss(path)}; ${other(path)}`,
    EEXIST: (path) => `a file of that name is there already; ${other(path)}`,
    EISDIR: (path) => `a folder of that name is there already; ${other(path)}`,
    ENOENT: (path) => `${firstAmiss(path)}; try again`,
  },
};

/**
 * Why a file could not be read or written and the way out, in words where the system's code is a common one, else what the
 * system says. `way` takes the place of the usual way out of a file that is not there or is none.
 */
export function fileFailure(use: FileUse, path: string, cause: unknown, way?: string): string {
  const code = codeOf(cause);
  const words = (uses[use][code] ?? both[code])?.(path) ?? messageOf(cause);
  const usual = /; (check the path|give a file in it)$/;
  return way === undefined ? words : usual.test(words) ? words.replace(usual, `; ${way}`) : words;
}

/** Whether words of `fileFailure` ask for another folder. */
export function asksForAnother(words: string): boolean {
  return words.endsWith(anotherFolder);
}

/** As `fileFailure`, of what a command writes to standard output. */
export function outputFailure(cause: unknown): string {
  return `cannot write to standard output: ${uses.write[codeOf(cause)]?.('/dev/stdout') ?? messageOf(cause)}.`;
}

/**
 * A failure of the system that nothing foresaw, in words with the path that it names; undefined if it is none.
 */
export function systemFailure(error: unknown): string | undefined {
  if (!(error instanceof Error && 'syscall' in error && 'path' in error && typeof error.path === 'string'))
    return undefined;
  const code = codeOf(error);
  const writes = /^(write|mkdir|mkdtemp|rename|unlink|rm|rmdir|ftruncate|copyfile|link|symlink)/;
  const use = writes.test(String(error.syscall)) || !(code in uses.read || code in both) ? 'write' : 'read';
  return `cannot ${use} '${error.path}': ${fileFailure(use, error.path, error)}.`;
}

/** What of a path is not there, or is no folder although the path goes on after it. */
function firstAmiss(path: string): string {
  const whole = resolve(path);
  for (const part of partsOf(whole)) {
    const found = look(part);
    if (found === 'absent') return part === whole ? 'it is not there' : `the folder '${part}' is not there`;
    if (found === 'file' && part !== whole) return `'${part}' is a file and no folder`;
  }
  return 'it is not there';
}

/** The folder of a path that this process may not look into, if it is not the file itself. */
function atFault(path: string): string {
  const closed = partsOf(resolve(path)).find((part) => look(part) === 'closed');
  return closed === undefined ? 'it' : `what is in '${dirname(closed)}'`;
}

/** The folders of a whole path from the root, and itself. */
function partsOf(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [...partsOf(above), path];
}

function look(path: string): 'absent' | 'closed' | 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    return codeOf(error) === 'EACCES' ? 'closed' : 'absent';
  }
}
