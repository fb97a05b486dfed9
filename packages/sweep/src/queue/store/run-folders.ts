import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '@hkmem/experiments';
import { pause } from '../../pool/pause.ts';
import { runFiles } from '../../run-folder/run-folder.ts';
import { fetchFiles, isKeepable, type KeptFile, readManifest, writeManifest } from './manifest.ts';
import type { Store } from './store.ts';

/**
 * Copies the finished run folders of a training to the store, where each stands under its own name as `hkmem train` and
 * `edit` make it; the training's manifest with checksums comes last. Files that came from there, `there`, are not written
 * again as long as their bytes are the same. @throws {StoreError}
 */
export async function keepFinished(
  store: Store,
  training: string,
  root: string,
  folders: readonly string[],
  there: readonly KeptFile[] = [],
): Promise<void> {
  const known = new Map(there.map((file) => [file.path, file.sha256]));
  const files: KeptFile[] = [];
  let same = 0;
  for (const path of await filesIn(root, folders)) {
    // The weights hold what a finished run needs of its checkpoint.
    if (path.endsWith(`/${runFiles.checkpoint}`)) continue;
    const bytes = await readFile(join(root, path));
    const file = { path, sha256: sha256(bytes) };
    files.push(file);
    if (known.get(path) === file.sha256) same++;
    else await store.write(path, bytes);
  }
  if (same < Math.max(files.length, there.length)) await writeManifest(store, finishedPlace(training), files);
}

/** Looks at folders in the store that are not whole, and milliseconds between: they may just be written. */
const mostLooks = 4;
const usualLookDelay = 1000;

/**
 * Copies the finished run folders of a training to `root`, if they are there and whole. @returns their files.
 * @throws {StoreError}
 */
export async function fetchFinished(
  store: Store,
  training: string,
  root: string,
  lookDelay: number = usualLookDelay,
): Promise<readonly KeptFile[]> {
  for (let look = 1; ; look++) {
    const files = await readManifest(store, finishedPlace(training));
    if (files === undefined) return [];
    if (await fetchFiles(store, files, ({ path }) => path, root)) return files;
    if (look === mostLooks) return [];
    await pause(lookDelay);
  }
}

/** The run folders that files are in. */
export function foldersOf(files: readonly KeptFile[]): readonly string[] {
  return [...new Set(files.map(({ path }) => path.split('/')[0]!))];
}

function finishedPlace(training: string): string {
  return `finished/${training}.json`;
}

/** Keeps what there is of an unfinished training in a store, for another machine to go on with. */
export class KeptCheckpoint {
  readonly #store: Store;
  readonly #place: string;
  readonly #root: string;
  #last = '';
  #kept: readonly KeptFile[] = [];

  constructor(store: Store, training: string, root: string) {
    this.#store = store;
    this.#place = `unfinished/${training}`;
    this.#root = root;
  }

  /**
   * Copies the state of some run folders to the store, if there is a new checkpoint or new weights. Files stand under
   * their checksums, so what the manifest lists is whole at any moment. @throws {StoreError}
   */
  async keep(folders: readonly string[]): Promise<boolean> {
    const state = await this.#state(folders);
    if (state === '' || state === this.#last) return false;
    const files: KeptFile[] = [];
    // A log may go on after its checkpoint; a run that resumes drops what is too much.
    for (const path of await filesIn(this.#root, folders)) {
      const bytes = await readFile(join(this.#root, path));
      const file = { path, sha256: sha256(bytes) };
      if (!this.#kept.some((kept) => kept.sha256 === file.sha256)) await this.#store.write(this.#at(file), bytes);
      files.push(file);
    }
    await writeManifest(this.#store, this.#manifest, files);
    await this.#removeAllBut(files);
    this.#kept = files;
    this.#last = state;
    return true;
  }

  /** Copies what is kept from the store, if it is whole. @throws {StoreError} */
  async fetch(): Promise<boolean> {
    const files = await readManifest(this.#store, this.#manifest);
    this.#kept = files ?? [];
    return files !== undefined && (await fetchFiles(this.#store, files, (file) => this.#at(file), this.#root));
  }

  /** Takes it out of the store. @throws {StoreError} */
  async drop(): Promise<void> {
    this.#kept = [...this.#kept, ...((await readManifest(this.#store, this.#manifest)) ?? [])];
    await this.#store.remove(this.#manifest);
    await this.#removeAllBut([]);
    this.#kept = [];
  }

  get #manifest(): string {
    return `${this.#place}/manifest.json`;
  }

  #at({ sha256: hash }: KeptFile): string {
    return `${this.#place}/${hash}`;
  }

  async #removeAllBut(files: readonly KeptFile[]): Promise<void> {
    const wanted = new Set(files.map((file) => file.sha256));
    const old = new Set(this.#kept.map((file) => file.sha256).filter((hash) => !wanted.has(hash)));
    for (const hash of old) await this.#store.remove(`${this.#place}/${hash}`);
  }

  /** Changes with every checkpoint and every finished training; empty before the first. */
  async #state(folders: readonly string[]): Promise<string> {
    const parts: string[] = [];
    for (const folder of folders) {
      for (const name of [runFiles.checkpoint, runFiles.weights]) {
        const found = await stat(join(this.#root, folder, name)).catch(() => undefined);
        if (found !== undefined) parts.push(`${folder}/${name} ${found.size} ${found.mtimeMs}`);
      }
    }
    return parts.join('\n');
  }
}

/** Run folders under a root. */
export async function runFoldersIn(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() && entry.name !== 'cells' ? [entry.name] : [])).sort();
}

/** Files of run folders that are worth keeping, by path from `root` with `/`. */
async function filesIn(root: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const from = join(root, folder);
    for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name === runFiles.lock || entry.name.endsWith('.partial')) continue;
      const path = join(folder, join(entry.parentPath, entry.name).slice(from.length + 1)).replaceAll('\\', '/');
      if (isKeepable(path)) found.push(path);
    }
  }
  return found.sort();
}
