import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf, messageOf } from '../../error-facts.ts';
import { StoreError } from '../errors.ts';
import type { Store } from './store.ts';

/** A folder as a store; on a file system that machines share, all of them may write to it. */
export class FolderStore implements Store {
  readonly shown: string;
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
    this.shown = root;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.#root, path));
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw this.#failure('read', path, cause);
    }
  }

  async write(path: string, content: Uint8Array): Promise<void> {
    await this.#through(path, content, (temporary, final) => rename(temporary, final));
  }

  async writeOnce(path: string, content: Uint8Array): Promise<boolean> {
    let written = true;
    await this.#through(path, content, async (temporary, final) => {
      try {
        await link(temporary, final);
      } catch (cause) {
        if (codeOf(cause) === 'EEXIST') written = false;
        // Some shared file systems have no hard links; there the last of two that meet wins, with the same numbers.
        else if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(cause))) await rename(temporary, final);
        else throw cause;
      }
    });
    return written;
  }

  async remove(path: string): Promise<void> {
    try {
      await rm(join(this.#root, path), { force: true, recursive: true });
    } catch (cause) {
      throw this.#failure('remove', path, cause);
    }
    // Folders with nothing left in them go too; one with something refuses.
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      if (
        !(await rmdir(join(this.#root, folder)).then(
          () => true,
          () => false,
        ))
      )
        return;
    }
  }

  /** Writes to a temporary name that no other process has, puts it on the disk, and gives it its place. */
  async #through(
    path: string,
    content: Uint8Array,
    place: (temporary: string, final: string) => Promise<void>,
  ): Promise<void> {
    const final = join(this.#root, path);
    const temporary = `${final}.${randomUUID()}.partial`;
    try {
      await mkdir(dirname(final), { recursive: true });
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await place(temporary, final);
    } catch (cause) {
      throw this.#failure('write', path, cause);
    } finally {
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  #failure(verb: string, path: string, cause: unknown): StoreError {
    return new StoreError(`cannot ${verb} '${path}' in the store '${this.shown}': ${messageOf(cause)}.`, { cause });
  }
}
