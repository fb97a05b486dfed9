/** A place for results that outlives the machines that make them. Paths are relative, with `/`. */
export interface Store {
  /** For messages: without what opens it. */
  readonly shown: string;
  /** The bytes at a path, undefined if there are none. @throws {StoreError} */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Puts bytes at a path as a whole: a reader finds what was there before or all of this. @throws {StoreError} */
  write(path: string, content: Uint8Array): Promise<void>;
  /** As `write`, unless something is there. @returns whether it was written. @throws {StoreError} */
  writeOnce(path: string, content: Uint8Array): Promise<boolean>;
  /** Takes away what is at a path, if anything. @throws {StoreError} */
  remove(path: string): Promise<void>;
}
