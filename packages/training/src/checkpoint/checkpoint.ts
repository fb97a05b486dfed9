import {
  checkOptions,
  checkValues,
  HkmemError,
  type HostArray,
  parameterShapes,
  type SystemSpec,
  shapeOf,
} from '@hkmem/backend';
import { factorShapes } from '../parametrisation/low-rank-settings.ts';
import type { ShapedArray, TrainingState } from '../parametrisation/training-state.ts';
import { CheckpointError } from './errors.ts';
import { checkedSpec } from './spec-json.ts';

/** The format that this software writes. */
export const checkpointVersion = 1;

/**
 * A memory and its training, complete: the system can be built again from it, the training go on. As a `TrainingState`
 * it can be given to `Trainer.restore`.
 */
export interface Checkpoint extends TrainingState {
  /** Version of the format of the file. */
  readonly formatVersion: typeof checkpointVersion;
  /** Whatever describes the run, as JSON; `checkCheckpoint` compares it. */
  readonly config: unknown;
  /** Seed of the run. */
  readonly seed: number;
  /** How the flow was integrated in training, in words: a memory holds best for the steps it was trained with. */
  readonly integration: string;
  /** The system. */
  readonly spec: SystemSpec;
}

/** A checkpoint from its parts. @throws {CheckpointError} if they do not fit together. */
export function createCheckpoint(parts: {
  readonly spec: SystemSpec;
  readonly state: TrainingState;
  readonly config: unknown;
  readonly seed: number;
  readonly integration: string;
}): Checkpoint {
  checkOptions<Parameters<typeof createCheckpoint>[0]>('createCheckpoint', parts, {
    spec: 'required',
    state: 'required',
    config: 'required',
    seed: 'required',
    integration: 'required',
  });
  const { state, ...rest } = parts;
  const { update, parameters, moments, factors } = state;
  const checkpoint: Checkpoint = {
    formatVersion: checkpointVersion,
    update,
    parameters,
    moments,
    ...(factors && { factors }),
    ...rest,
  };
  specFromCheckpoint(checkpoint);
  return checkpoint;
}

/**
 * The system that a checkpoint is of, after a check that it holds together and that every parameter is there, finite and
 * of its shape.
 * @throws {CheckpointError} naming the first thing that does not fit.
 */
export function specFromCheckpoint(checkpoint: Checkpoint): SystemSpec {
  const { spec, parameters, moments, factors, update, seed } = checkpoint;
  for (const [name, number] of Object.entries({ update, seed })) {
    if (!(Number.isSafeInteger(number) && number >= 0)) {
      throw new CheckpointError(`its ${name} is ${number}, allowed is a whole number from 0.`);
    }
  }
  const shapes = parameterShapes(checkedSpec(spec));
  const missing = [...shapes.keys()].filter((path) => !Object.hasOwn(parameters, path));
  if (missing.length > 0) throw new CheckpointError(`parameters are missing: ${missing.join(', ')}.`);
  for (const [path, array] of Object.entries(parameters)) checkArray(shapes, path, path, array);
  const trained = new Map([...shapes, ...shapesOfFactors(spec.neurons, factors)]);
  for (const [path, array] of Object.entries(factors ?? {})) checkArray(trained, path, path, array);
  for (const [key, array] of Object.entries(moments)) {
    const [, path] = /^(.*)\/(?:first|second)$/.exec(key) ?? [];
    if (path === undefined)
      throw new CheckpointError(`'${key}' is no running mean, which is path/first or path/second.`);
    checkArray(trained, path, key, array);
  }
  return spec;
}

/** The parameters of a checkpoint by path, as `writeParameters` takes them. */
export function parametersOf(checkpoint: Pick<Checkpoint, 'parameters'>): Record<string, HostArray> {
  return Object.fromEntries(Object.entries(checkpoint.parameters).map(([path, { data }]) => [path, data]));
}

/** Shapes of the factors of a low-rank correction, if there are any: their rank is that of the first. */
function shapesOfFactors(neurons: number, factors: Checkpoint['factors']): ReadonlyMap<string, readonly number[]> {
  if (factors === undefined) return new Map();
  const shapes = factorShapes(neurons, factors['low-rank.c']?.shape[0] ?? 0);
  const missing = [...shapes.keys()].filter((path) => !Object.hasOwn(factors, path));
  if (missing.length > 0) throw new CheckpointError(`factors are missing: ${missing.join(', ')}.`);
  return shapes;
}

function checkArray(
  shapes: ReadonlyMap<string, readonly number[]>,
  path: string,
  name: string,
  { shape, data }: ShapedArray,
): void {
  try {
    const expected = shapeOf(shapes, path);
    if (shape.length !== expected.length || shape.some((extent, axis) => extent !== expected[axis])) {
      throw new CheckpointError(`'${name}' has shape [${shape.join(', ')}], its system [${expected.join(', ')}].`);
    }
    checkValues(`'${name}'`, data, expected);
  } catch (error) {
    if (error instanceof CheckpointError || !(error instanceof HkmemError)) throw error;
    throw new CheckpointError(error.message, { cause: error });
  }
}
