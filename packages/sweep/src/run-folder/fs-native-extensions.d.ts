/** The part in use of fs-native-extensions, which comes without types. */
declare module 'fs-native-extensions' {
  /**
   * Takes an exclusive lock of the system on a range of an open file, without waiting: of the open file itself, not of the
   * process, on Linux (F_OFD_SETLK), macOS (flock) and Windows (LockFileEx). False if another open file has it.
   */
  export function tryLock(fd: number, offset: number, length: number): boolean;
}
