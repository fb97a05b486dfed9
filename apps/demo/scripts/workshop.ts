import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { type Checkpoint, decodeCheckpoint } from '@hkmem/training';
import { sha256, type WeightsFolder } from './weights-folder.ts';

/** How much is asked of weights that are made. */
export interface WeightsSizes {
  /** Test images that judge trained weights: all if absent; with 0, what stands is kept where it is of the same run. */
  readonly images?: number;
  /** Test images that judge the memory at rest, as rounded. */
  readonly restImages: number;
  /** Held-out training images that rounding is judged by. */
  readonly heldOut: { readonly memory: number; readonly edit: number; readonly rest: number };
  /** Held-out images that judge the edits at rest, and how far they are disturbed, in their own sizes. */
  readonly judged: number;
  readonly disturbances: readonly number[];
  /** Updates of the correction of the memory at rest; those of the recipe if absent. */
  readonly correctionUpdates?: number;
  /** Updates of the LoRA of the memory of Bind. */
  readonly loraUpdates: number;
}

/** What ships was made with these. By 120 updates the loss of a LoRA that sees no context falls no more. */
export const shippedSizes: WeightsSizes = {
  restImages: 500,
  heldOut: { memory: 500, edit: 200, rest: 300 },
  judged: 60,
  disturbances: [0, 1, 2],
  loraUpdates: 120,
};

/** Where weights are made: into what folder, of what images, on what. */
export interface Workshop {
  readonly folder: WeightsFolder;
  readonly dataset: ImageDataset;
  readonly backend: Backend;
  readonly sizes: WeightsSizes;
  say(line: string): void;
}

/** Trained weights, and the SHA-256 of their file. */
export interface Run {
  readonly checkpoint: Checkpoint;
  readonly source: string;
}

/** The weights of a run folder. */
export function readRun(folder: string): Run {
  const bytes = readFileSync(join(folder, 'weights.safetensors'));
  return { checkpoint: decodeCheckpoint(bytes), source: sha256(bytes) };
}

/** Parameters as flat numbers by path. */
export function plainParameters({ parameters }: Pick<Checkpoint, 'parameters'>): Record<string, ArrayLike<number>> {
  return Object.fromEntries(Object.entries(parameters).map(([path, { data }]) => [path, data]));
}
