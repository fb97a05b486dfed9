import { appendFile } from 'node:fs/promises';
import { writeAtomically, writeFailure } from './atomic-write.ts';
import { readIfThere } from './read-if-there.ts';

/** One line of `log.jsonl`. */
export type LogEntry =
  | {
      readonly kind: 'session';
      readonly time: string;
      readonly from: number;
      readonly backend: string;
      readonly threads: number;
    }
  | {
      readonly kind: 'update';
      /** Counted from 1. */
      readonly update: number;
      readonly loss: number;
      readonly rate: number;
      readonly seconds: number;
      /** Of all threads, where it is taken. */
      readonly processorSeconds?: number;
    }
  /** Accuracy on a part of the test images, or boards, on the way. */
  | {
      readonly kind: 'accuracy';
      readonly update: number;
      readonly accuracy: number;
      readonly count: number;
      /** Of boards: the share of empty cells that are right. */
      readonly digits?: number;
    };

/** The log of a run: one JSON object a line, appended as the run goes. */
export class RunLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws {RunFolderError} if the line cannot be written. */
  async append(...entries: readonly LogEntry[]): Promise<void> {
    try {
      await appendFile(this.#path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    } catch (cause) {
      throw writeFailure(this.#path, cause);
    }
  }

  /** All whole lines; a last line that was cut short is left out. Empty before the first. @throws {RunFolderError} */
  async read(): Promise<LogEntry[]> {
    const text = new TextDecoder().decode(await readIfThere(this.#path));
    const entries: LogEntry[] = [];
    for (const line of text.split('\n')) {
      try {
        if (line !== '') entries.push(JSON.parse(line) as LogEntry);
      } catch {
        // A process that was killed while writing leaves half a line.
      }
    }
    return entries;
  }

  /** Drops what came after an update: a run that resumes there writes it again. */
  async rewindTo(update: number): Promise<void> {
    const entries = await this.read();
    const kept = entries.filter((entry) => (entry.kind === 'session' ? entry.from <= update : entry.update <= update));
    if (entries.length > 0)
      await writeAtomically(this.#path, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  }
}
