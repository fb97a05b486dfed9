import { type CouplingName, couplingNames } from '@hkmem/backend';
import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import {
  type DataName,
  dataName,
  type FinerEvaluation,
  finerSchema,
  type Settings,
  validate,
} from '@hkmem/experiments';
import { z } from 'zod';
import { loadSettings } from '../files/load-settings.ts';

/** Tasks of a sweep: base memories, and edits of them. */
export type SweepTaskName = 'base' | EditTaskName;
const sweepTaskNames: readonly SweepTaskName[] = ['base', ...editTaskNames];

/** A sweep as its file gives it; what it leaves out comes from the recipe of the data set. */
export interface SweepFile {
  /** The images; those of the usual recipe if absent. */
  readonly data?: DataName;
  /** Of base memories and edits; the recipe's if absent. */
  readonly seed?: number;
  /** What is run at every point of the grid. */
  readonly tasks: readonly SweepTaskName[];
  /** Of edits; the recipe's if absent. */
  readonly coupling?: CouplingName;
  /** A second, finer judgement of every memory. */
  readonly finer?: FinerEvaluation;
  /** Settings of the base memory. */
  readonly base: Settings;
  /** Settings of every edit. */
  readonly edit: Settings;
  /** Settings of the edits of one task. */
  readonly edits: Settings;
  /** Lists, ranges and samples by dotted path. */
  readonly grid: Settings;
}

const settings = z.record(z.string(), z.unknown());

const sweepFileSchema: z.ZodType<SweepFile> = z.strictObject({
  data: dataName.exactOptional(),
  seed: z.int().min(0).exactOptional(),
  tasks: z.array(z.enum(sweepTaskNames)).min(1),
  coupling: z.enum(couplingNames).exactOptional(),
  finer: finerSchema.exactOptional(),
  base: settings,
  edit: settings,
  edits: z.strictObject(Object.fromEntries(editTaskNames.map((name) => [name, settings.exactOptional()]))),
  grid: settings,
});

/** Reads a sweep file, YAML or JSON. @throws {InputFileError | ConfigError} naming what is at fault. */
export async function readSweepFile(path: string): Promise<SweepFile> {
  return parseSweepFile(path, await loadSettings(path));
}

/** Checks a sweep. @throws {ConfigError} naming what is at fault. @param source what to call it in messages. */
export function parseSweepFile(source: string, given: Settings): SweepFile {
  const whole = { tasks: ['swap'], base: {}, edit: {}, edits: {}, grid: {}, ...given };
  return validate(sweepFileSchema, whole, { source, names: new Map() });
}
