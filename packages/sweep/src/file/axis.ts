import { ConfigError, isSettings, validate } from '@hkmem/experiments';
import { z } from 'zod';
import { TooManyCellsError } from './errors.ts';

/** A setting with the values that it takes in turn. */
export interface Axis {
  /** Dotted path of the setting, as the file gives it. */
  readonly path: string;
  readonly values: readonly unknown[];
}

const bounds = { from: z.number(), to: z.number() };
const round = z.boolean().exactOptional();

const steppedSchema = z
  .strictObject({
    ...bounds,
    step: z.number().positive().exactOptional(),
    count: z.int().min(1).exactOptional(),
    round,
  })
  .refine(({ step, count }) => (step === undefined) !== (count === undefined), {
    error: 'give step or count, and not both',
  })
  .refine(({ from, to }) => from <= to, { error: 'from should not be above to' });

const logSchema = z
  .strictObject({ from: z.number().positive(), to: z.number().positive(), count: z.int().min(1), round })
  .refine(({ from, to }) => from <= to, { error: 'from should not be above to' });

type Stepped = z.infer<typeof steppedSchema>;
type Logarithmic = z.infer<typeof logSchema>;

const axisSchema: z.ZodType<{ readonly range?: Stepped; readonly logRange?: Logarithmic }> = z
  .strictObject({ range: steppedSchema.exactOptional(), logRange: logSchema.exactOptional() })
  .refine(({ range, logRange }) => (range === undefined) !== (logRange === undefined), {
    error: 'give range or logRange, and not both',
  });

/**
 * The values of one entry of a grid: a list, `{range: {from, to, step | count}}` or `{logRange: {from, to, count}}`, ends
 * included. @throws {ConfigError} naming what in the entry is at fault, or if there are more values than `most`.
 */
export function readAxis(source: string, path: string, entry: unknown, most: number): Axis {
  const name = `${source}: grid.${path}`;
  if (Array.isArray(entry)) {
    if (entry.length === 0) throw new ConfigError(name, ['the list is empty; give one value or more']);
    return { path, values: entry };
  }
  if (!isSettings(entry)) {
    const shown = JSON.stringify(entry);
    throw new ConfigError(name, [
      `should be a list, a range or a logRange (got ${shown}); for one value write [${shown}]`,
    ]);
  }
  const { range, logRange } = validate(axisSchema, entry, { source: name, names: new Map() });
  const count = range === undefined ? logRange!.count : countOf(range);
  if (count > most) throw new TooManyCellsError(name, 'values', count, most);
  return { path, values: range === undefined ? logarithmic(logRange!) : linear(range, count) };
}

function countOf({ from, to, step, count }: Stepped): number {
  // A little more than a whole number of steps is one, so that 0 to 1 by 0.1 holds 1.
  return count ?? Math.floor((to - from) / step! + 1e-9) + 1;
}

function linear({ from, to, step, round: whole = false }: Stepped, count: number): number[] {
  const width = step ?? (count === 1 ? 0 : (to - from) / (count - 1));
  return Array.from({ length: count }, (_, n) => tidy(from + n * width, whole));
}

function logarithmic({ from, to, count, round: whole = false }: Logarithmic): number[] {
  const ratio = count === 1 ? 1 : (to / from) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, n) => tidy(from * ratio ** n, whole));
}

/** Twelve digits are kept, so that 0.1 + 0.2 is the 0.3 that a list would hold and makes the same cell. */
export function tidy(value: number, whole: boolean): number {
  return whole ? Math.round(value) : Number(value.toPrecision(12));
}
