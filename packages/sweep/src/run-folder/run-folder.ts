import { join } from 'node:path';
import { canonicalJson } from '@hkmem/experiments';
import { NothingToResumeError, OtherRunError, RunFolderError } from '../errors.ts';
import { makeFolder, removeFile, writeAtomically } from './atomic-write.ts';
import { describeDifference, differences } from './differences.ts';
import { lock } from './lock.ts';
import { RunLog } from './log.ts';
import { readIfThere } from './read-if-there.ts';

/** Names of the files of a run folder. */
export const runFiles = {
  config: 'config.json',
  log: 'log.jsonl',
  checkpoint: 'checkpoint.safetensors',
  weights: 'weights.safetensors',
  evaluation: 'evaluation.json',
  look: 'look.json',
  report: 'report.md',
  results: 'results.csv',
  figures: 'figures',
  lock: 'lock',
} as const;

/** The folder of one run. Every file but the log is replaced as a whole, so a reader never sees a part of one. */
export class RunFolder {
  /** Where it is. */
  readonly path: string;
  /** Its `log.jsonl`. */
  readonly log: RunLog;
  readonly #unlock: () => Promise<void>;

  private constructor(path: string, unlock: () => Promise<void>) {
    this.path = path;
    this.log = new RunLog(join(path, runFiles.log));
    this.#unlock = unlock;
  }

  /**
   * Opens the folder at `path` for the run of a configuration, makes it if it is not there (unless it should be,
   * `existing`), and marks it as in use.
   * @throws {RunFolderError} if it is not there but should be, cannot be written, is in use, or holds the run of another configuration (naming each
   * field).
   */
  static async open(path: string, config: object, existing = false): Promise<RunFolder> {
    if (existing && (await readConfig(path)) === undefined) {
      throw new NothingToResumeError(path, 'is not there');
    }
    await makeFolder(join(path, runFiles.figures));
    const folder = new RunFolder(path, await lock(join(path, runFiles.lock)));
    try {
      const there = await readConfig(path);
      if (there === undefined) {
        await folder.write(runFiles.config, `${JSON.stringify(config, undefined, 2)}\n`);
      } else if (canonicalJson(there) !== canonicalJson(config)) {
        const fields = differences(there, config).map((field) => describeDifference(field, 'there', 'here'));
        throw new OtherRunError(path, fields);
      }
      return folder;
    } catch (error) {
      await folder.close();
      throw error;
    }
  }

  /** Path of a file in the folder; `name` may hold a subfolder. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** Replaces a file as a whole. @throws {RunFolderError} naming the file and the reason; the old one stays. */
  async write(name: string, content: Uint8Array | string): Promise<void> {
    await writeAtomically(this.file(name), content);
  }

  /** The content of a file, or undefined if it is not there. @throws {RunFolderError} if it cannot be read. */
  async read(name: string): Promise<Uint8Array | undefined> {
    return readIfThere(this.file(name));
  }

  /** Takes files away that are there, to begin anew. @throws {RunFolderError} */
  async remove(...names: readonly string[]): Promise<void> {
    for (const name of names) await removeFile(this.file(name));
  }

  /** Ends the use of the folder. Idempotent. */
  async close(): Promise<void> {
    await this.#unlock();
  }
}

/** The configuration in a run folder, or undefined if there is none. @throws {RunFolderError} if it is not JSON. */
export async function readConfig(path: string): Promise<unknown> {
  const bytes = await readIfThere(join(path, runFiles.config));
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new RunFolderError(`'${join(path, runFiles.config)}' is not JSON. Remove the folder to begin anew.`, {
      cause,
    });
  }
}
