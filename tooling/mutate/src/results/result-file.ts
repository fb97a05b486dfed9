import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { outcomes, type Result } from './result.ts';

/** Results as JSON lines, one a mutant, added to as they come, so that a run that was ended goes on where it was. */
export class ResultFile {
  readonly #path: string;
  readonly #results = new Map<string, Result>();
  /** Whether the file ends within a line, which must not swallow the next one. */
  #cut = false;

  /** Reads what is there; a last line that was cut off is left out. */
  constructor(path: string) {
    this.#path = path;
    if (!existsSync(path)) return;
    const text = readFileSync(path, 'utf8');
    this.#cut = text !== '' && !text.endsWith('\n');
    for (const line of text.split('\n')) {
      const result = parse(line);
      if (result !== undefined) this.#results.set(result.id, result);
    }
  }

  /** The result of a mutant of a file with this digest, if it is known. */
  find(id: string, digest: string): Result | undefined {
    const result = this.#results.get(id);
    return result?.digest === digest ? result : undefined;
  }

  /** All results, whatever text they are of. */
  get all(): readonly Result[] {
    return [...this.#results.values()];
  }

  add(result: Result): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    appendFileSync(this.#path, `${this.#cut ? '\n' : ''}${JSON.stringify(result)}\n`);
    this.#cut = false;
    this.#results.set(result.id, result);
  }
}

function parse(line: string): Result | undefined {
  try {
    const value = JSON.parse(line) as Partial<Result>;
    return outcomes.some((outcome) => outcome === value.outcome) ? (value as Result) : undefined;
  } catch {
    return undefined;
  }
}
