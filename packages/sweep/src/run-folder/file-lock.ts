/// <reference path="./fs-native-extensions.d.ts" />
import { codeOf } from '../error-facts.ts';

/** What asking for the lock of an open file came to. */
export type FileLock = 'ours' | 'taken' | 'unsupported';

/** What a file system says that has no locks. */
const without: ReadonlySet<string> = new Set(['ENOLCK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']);

/** Beyond what any mark holds, as Windows lets nobody else read a locked range. */
const offset = 2 ** 30;

const tryLock = await import('fs-native-extensions').then(
  (library) => library.tryLock,
  // There is no build of it for this machine.
  () => undefined,
);

/**
 * Asks the system for the lock of an open file, without waiting. It ends when the file is closed or the process is gone.
 * `unsupported` if the file system or this machine has none.
 */
export function tryFileLock(fd: number): FileLock {
  if (tryLock === undefined) return 'unsupported';
  try {
    return tryLock(fd, offset, 1) ? 'ours' : 'taken';
  } catch (cause) {
    // Both are said of a lock that another has, by system.
    if (['EACCES', 'EWOULDBLOCK', 'EBUSY'].includes(codeOf(cause))) return 'taken';
    if (without.has(codeOf(cause))) return 'unsupported';
    throw cause;
  }
}
