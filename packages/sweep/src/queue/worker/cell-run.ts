import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cell, type CellResult, neededCells } from '@hkmem/experiments';
import { trainingOf } from '../../pool/agenda.ts';
import type { CellProcess } from '../../process/cell-process.ts';
import type { ProgressMessage } from '../../session/forward-progress.ts';
import type { KeptFile } from '../store/manifest.ts';
import { fetchFinished, foldersOf, KeptCheckpoint, keepFinished, runFoldersIn } from '../store/run-folders.ts';
import type { Store } from '../store/store.ts';

/** Runs one cell in a folder of its own, with what it needs from the store and its checkpoints kept there. */
export class CellRun {
  readonly #store: Store;
  readonly #cell: Cell;
  readonly #root: string;
  readonly #checkpoint: KeptCheckpoint;
  /** Run folders that came from the store. */
  readonly #fetched: readonly string[];
  /** Files in those of them that other cells left of the same training. */
  readonly #earlier: readonly KeptFile[];

  private constructor(
    store: Store,
    cell: Cell,
    root: string,
    checkpoint: KeptCheckpoint,
    folders: { readonly fetched: readonly string[]; readonly earlier: readonly KeptFile[] },
  ) {
    this.#store = store;
    this.#cell = cell;
    this.#root = root;
    this.#checkpoint = checkpoint;
    this.#fetched = folders.fetched;
    this.#earlier = folders.earlier;
  }

  /**
   * Makes the folder below `scratch`, with the run folders of the cells that are needed, what other cells left of the same
   * training, and the last checkpoint. @throws {StoreError}
   */
  static async prepare(store: Store, cell: Cell, scratch: string): Promise<CellRun> {
    const root = await mkdtemp(join(scratch, 'cell-'));
    try {
      for (const needed of allNeeded(cell)) await fetchFinished(store, trainingOf(needed), root);
      const training = trainingOf(cell);
      const earlier = await fetchFinished(store, training, root);
      const fetched = await runFoldersIn(root);
      const checkpoint = new KeptCheckpoint(store, training, root);
      await checkpoint.fetch();
      return new CellRun(store, cell, root, checkpoint, { fetched, earlier });
    } catch (error) {
      await rm(root, { recursive: true, force: true });
      throw error;
    }
  }

  /** Runs the cell. Throws as `CellProcess.run`. */
  run(process: CellProcess, onProgress: (step: ProgressMessage) => void): Promise<CellResult> {
    return process.run(this.#root, this.#cell, onProgress);
  }

  /** Keeps the last checkpoint in the store, if there is a new one. @throws {StoreError} */
  async keepCheckpoint(): Promise<void> {
    await this.#checkpoint.keep(await this.#own());
  }

  /**
   * Keeps the finished run folders in the store, and what is new in those that other cells left of the same training, such
   * as an evaluation by other settings. @throws {StoreError}
   */
  async keepFolders(): Promise<void> {
    const folders = [...foldersOf(this.#earlier), ...(await this.#own())];
    await keepFinished(this.#store, trainingOf(this.#cell), this.#root, folders, this.#earlier);
  }

  /** Takes the checkpoints out of the store. @throws {StoreError} */
  dropCheckpoint(): Promise<void> {
    return this.#checkpoint.drop();
  }

  /** Takes the folder away. */
  async close(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }

  /** Run folders that did not come from the store. */
  async #own(): Promise<readonly string[]> {
    return (await runFoldersIn(this.#root)).filter((folder) => !this.#fetched.includes(folder));
  }
}

/** The cells that a cell needs, those that they need among them, each once. */
function allNeeded(cell: Cell): readonly Cell[] {
  return neededCells(cell).flatMap((needed) => [...allNeeded(needed), needed]);
}
