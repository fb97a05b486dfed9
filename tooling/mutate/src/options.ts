import { parseArgs } from 'node:util';

/** What can be mutated. */
export const partNames = ['wasm', 'wgsl', 'packages'] as const;
export type PartName = (typeof partNames)[number];

/** What a run is asked to do. */
export interface Options {
  readonly parts: readonly PartName[];
  /** Mutants of each part that are tried; all if absent. */
  readonly sample?: number;
  readonly seed: number;
  readonly processes: number;
  /** Whether mutants that survived before are run again. */
  readonly survivors: boolean;
  /** Whether nothing is run, and what is known is shown. */
  readonly known: boolean;
  /** A part of the paths of the files that are taken; all if absent. */
  readonly only?: string;
  /** Folder that holds the results. */
  readonly results: string;
  /** Where the page goes; nowhere if absent. */
  readonly report?: string;
}

/** What was asked for cannot be done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage: string = `mutate [${partNames.join('] [')}] [--sample n] [--seed n] [--processes 1|2] [--only path] [--survivors] [--known] [--results folder] [--report file]`;

/** Reads a command line. @throws {UsageError} saying what was got and what is allowed. */
export function readOptions(words: readonly string[]): Options {
  const { values, positionals } = parsed(words);
  const parts = positionals.map((word) => {
    const part = partNames.find((name) => name === word);
    if (part === undefined) throw new UsageError(`got '${word}', allowed are ${partNames.join(', ')}.`);
    return part;
  });
  const whole = (name: 'sample' | 'seed' | 'processes', least: number, most: number): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new UsageError(`--${name}: got '${text}', allowed is a whole number from ${least} to ${most}.`);
    }
    return value;
  };
  const sample = whole('sample', 1, 1e6);
  const partial = sample !== undefined || values.only !== undefined;
  const report = values.report ?? (partial ? undefined : 'docs/mutation.md');
  return {
    parts: parts.length > 0 ? parts : partNames,
    ...(sample !== undefined && { sample }),
    seed: whole('seed', 0, 2 ** 31) ?? 1,
    processes: whole('processes', 1, 2) ?? 1,
    survivors: values.survivors ?? false,
    known: values.known ?? false,
    ...(values.only !== undefined && { only: values.only }),
    results: values.results ?? 'runs/mutation',
    ...(report !== undefined && { report }),
  };
}

function parsed(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    sample: text,
    seed: text,
    processes: text,
    only: text,
    survivors: { type: 'boolean' },
    known: { type: 'boolean' },
    results: text,
    report: text,
  } as const;
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} Usage: ${usage}`);
  }
}
