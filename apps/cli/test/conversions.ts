import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Graph, parameterShapes, RandomKey, type SystemSpec } from '@hkmem/backend';
import { ring, wattsStrogatz } from '@hkmem/coupling';
import { hopfieldKuramoto, initialParameters } from '@hkmem/dynamics';
import { createCheckpoint, encodeCheckpoint, type ShapedArray } from '@hkmem/training';
import { writeEdgeTable } from '@hkmem/training/formats';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect } from 'vitest';
import { type Captured, hkmem } from './capture.ts';

/** N of the memories. */
export const neurons = 80;
const key = RandomKey.fromSeed(5);
/** The graph of the oscillators. */
export const K: Graph = wattsStrogatz({ neurons, neighbours: 4, rewiring: 0.2, key });
/** The graph of the coupling. */
export const HK: Graph = ring({ neurons });
const relu = { activation: 'relu' } as const;
/** An edit of a dense memory. */
export const additive: SystemSpec = hopfieldKuramoto(
  neurons,
  relu,
  { dimension: 3, graph: K, omega: 'global', learnedStart: true },
  { kind: 'additive', graph: HK, kappaH: 0.5 },
);
/** A memory whose edges have weights. */
export const network: SystemSpec = hopfieldKuramoto(
  neurons,
  relu,
  { dimension: 3, graph: K },
  { kind: 'network', graph: HK },
);

/** First values of all parameters, the same at every call. */
export function parametersFor(spec: SystemSpec): Record<string, ShapedArray> {
  const values = initialParameters(spec, key, { startNoise: 1 });
  return Object.fromEntries(
    [...parameterShapes(spec)].map(([path, shape]) => [path, { shape, data: Float32Array.from(values[path]!) }]),
  );
}

/** The bytes of a checkpoint with those values. */
export function memoryFile(spec: SystemSpec, config: unknown = null): Uint8Array {
  const state = { update: 0, parameters: parametersFor(spec), moments: {} };
  const integration = 'steps that the .eqx file does not tell';
  return encodeCheckpoint(createCheckpoint({ spec, state, config, seed: 0, integration }));
}

const fileName = /^\w+\.(safetensors|npz|npy|csv|eqx|json|yaml|txt|bin)$/;

/** A folder with files. */
export interface ConversionFolder {
  readonly at: (name: string) => string;
  readonly read: (name: string) => Buffer;
  readonly names: () => string[];
  /** Runs `hkmem convert` with the words of a line; names of files are those in the folder. */
  readonly convert: (line: string) => Promise<Captured>;
}

/** A folder with files, and how to convert in it. */
export function folder(files: Readonly<Record<string, Uint8Array | string>>): ConversionFolder {
  const path = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  const at = (name: string): string => join(path, name);
  return {
    at,
    read: (name: string): Buffer => readFileSync(at(name)),
    names: (): string[] => readdirSync(path).toSorted(),
    convert: (line: string): Promise<Captured> => {
      // Words with an ending are names of files in the folder.
      const words = line.split(' ').map((word) => (fileName.test(word) ? at(word) : word));
      return hkmem(['convert', ...words]);
    },
  };
}

/** Both graphs as tables of edges. */
export const tables: { readonly 'K.csv': string; readonly 'HK.csv': string } = {
  'K.csv': writeEdgeTable(K),
  'HK.csv': writeEdgeTable(HK),
};

/** What a command prints that must succeed. */
export async function done(result: Promise<Captured>): Promise<string> {
  const { code, stdout, stderr } = await result;
  expect([stderr, code]).toEqual(['', 0]);
  return stdout;
}
