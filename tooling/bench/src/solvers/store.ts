import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Machine } from '../machine/machine.ts';
import type { Summary } from '../measure/statistics.ts';
import type { AccuracyRow } from './accuracy.ts';
import type { AdaptiveRow } from './adaptive.ts';
import type { GradientRow } from './gradients.ts';
import type { StudySettings, TaskName } from './settings.ts';

/** What can be known of a row: what was found, or why nothing was. */
export type Found<Row> = Row | { readonly failure: string };

/** All that the study found so far; this is what is saved. */
export interface StudyResults {
  readonly formatVersion: 1;
  readonly settings: StudySettings;
  /** Where the base memory comes from: `trained`, or the SHA-256 of the weights file that was given. */
  readonly base: string;
  readonly data: string;
  /** Rows by candidate. */
  readonly gradients: Record<TaskName, Record<string, Found<GradientRow>>>;
  /** Milliseconds of an update by candidate, and where they were taken. */
  readonly times: Partial<Record<TaskName, TimedUpdates>>;
  readonly adaptive: Record<TaskName, Record<string, AdaptiveRow>>;
  readonly accuracy: Record<TaskName, Record<string, Found<AccuracyRow>>>;
}

/** Times are measured together, so they are kept together. */
export interface TimedUpdates {
  readonly date: string;
  readonly machine: Machine;
  readonly backend: string;
  /** Load of the machine before. */
  readonly load: number;
  readonly byCandidate: Readonly<Record<string, Summary>>;
}

/** Results in a file, written after every row, so that a run that was ended goes on where it was. */
export class StudyStore {
  readonly results: StudyResults;
  readonly #file: string;

  /** @throws {Error} if the file holds rows of other settings or of another base memory. */
  constructor(file: string, identity: Pick<StudyResults, 'settings' | 'base' | 'data'>) {
    this.#file = file;
    const empty = <Row>(): Record<TaskName, Record<string, Row>> => ({ base: {}, edit: {} });
    this.results = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as StudyResults)
      : { formatVersion: 1, ...identity, gradients: empty(), times: {}, adaptive: empty(), accuracy: empty() };
    for (const name of ['settings', 'base', 'data'] as const) {
      if (isDeepStrictEqual(this.results[name], identity[name])) continue;
      const [got, allowed] = [identity[name], this.results[name]].map((value) => JSON.stringify(value));
      throw new Error(`${name} of the study: got ${got}, but '${file}' holds rows of ${allowed}. Give another --out.`);
    }
  }

  /** Makes a row unless it is there; what `make` throws becomes the row's failure. */
  async row<Row>(rows: Record<string, Found<Row>>, id: string, make: () => Promise<Row>): Promise<void> {
    if (rows[id] !== undefined) return;
    try {
      rows[id] = await make();
    } catch (error) {
      rows[id] = { failure: error instanceof Error ? error.message : String(error) };
    }
    this.save();
  }

  save(): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.part`, `${JSON.stringify(this.results, null, 2)}\n`);
    renameSync(`${this.#file}.part`, this.#file);
  }
}

/** Whether something was found. */
export function isFound<Row extends object>(row: Found<Row> | undefined): row is Row {
  return row !== undefined && !('failure' in row);
}
