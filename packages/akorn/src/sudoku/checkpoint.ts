import { ValueError } from '@hkmem/backend';
import { CheckpointError, readSafetensors, type SafetensorsTensor, writeSafetensors } from '@hkmem/training';
import type { HostParameters } from '../layer/initialise.ts';
import { checkParameters } from '../layer/run-oscillators.ts';
import { type SudokuSpec, sudokuShapes } from '../model/sudoku-spec.ts';
import type { SudokuTraining } from './settings.ts';
import type { SudokuState } from './trainer.ts';

/** A training of a Sudoku model as it stands. */
export interface SudokuCheckpoint {
  /** The model. */
  readonly spec: SudokuSpec;
  /** How it is trained. */
  readonly settings: SudokuTraining;
  /** Where the training stands. */
  readonly state: SudokuState;
}

const format = 'hkmem-akorn-sudoku';
const version = '1';
const prefixes = { mean: 'mean.', first: 'moments.first.', second: 'moments.second.' } as const;

/**
 * A checkpoint as a safetensors file: weights under the names of `sudokuShapes`, so that other programs find them; their
 * running mean as `mean.NAME`; the optimiser's means as `moments.first.NAME` and `moments.second.NAME`; the rest as JSON
 * in the metadata.
 */
export function encodeSudoku({ spec, settings, state }: SudokuCheckpoint): Uint8Array {
  const tensors: Record<string, SafetensorsTensor> = { ...tensorsOf('', state.parameters) };
  for (const [part, prefix] of Object.entries(prefixes)) {
    Object.assign(tensors, tensorsOf(prefix, state[part as keyof typeof prefixes]));
  }
  return writeSafetensors(tensors, {
    format,
    formatVersion: version,
    spec: JSON.stringify(spec),
    settings: JSON.stringify(settings, (_, value: unknown) =>
      value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
    ),
    update: String(state.update),
  });
}

/**
 * Reads a checkpoint from the bytes of its file, which may come from anyone.
 * @throws {SafetensorsError} if the file is damaged. @throws {CheckpointError} if it is none of this form.
 * @throws {ValueError | ShapeError | NonFiniteError | UnknownNameError} if it does not hold together.
 */
export function decodeSudoku(bytes: Uint8Array): SudokuCheckpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata['format'] !== format || metadata['formatVersion'] !== version) {
    const got = `${JSON.stringify(metadata['format'])} ${metadata['formatVersion'] ?? ''}`.trim();
    throw new CheckpointError(`the file is of format ${got}, expected is "${format}" ${version}.`);
  }
  const spec = parsed(metadata, 'spec') as SudokuSpec;
  const settings = parsed(metadata, 'settings') as SudokuTraining;
  const update = Number(metadata['update']);
  if (!(Number.isSafeInteger(update) && update >= 0)) {
    throw new CheckpointError(`its 'update' is ${JSON.stringify(metadata['update'])}, expected is a whole number.`);
  }
  const shapes = sudokuShapes(spec);
  const part = (prefix: string): HostParameters => {
    const found = parametersWith(tensors, [...shapes.keys()], prefix);
    checkParameters(shapes, found);
    return found;
  };
  const state = {
    update,
    parameters: part(''),
    mean: part(prefixes.mean),
    first: part(prefixes.first),
    second: part(prefixes.second),
  };
  return { spec, settings, state };
}

/**
 * Weights of a Sudoku model from a safetensors file with the names of `sudokuShapes`, such as a state dictionary of
 * PyTorch saved in that format. Names may all have a prefix, such as `module.` or `ema_model.`; tensors of other names
 * are passed over. @throws as `decodeSudoku`, {ValueError} if a weight is missing.
 */
export function loadSudokuWeights(bytes: Uint8Array, spec: SudokuSpec): HostParameters {
  const { tensors } = readSafetensors(bytes);
  const shapes = sudokuShapes(spec);
  const names = [...shapes.keys()];
  const anchor = Object.keys(tensors).find((name) => name === 'embedding.weight' || name.endsWith('.embedding.weight'));
  if (anchor === undefined) {
    throw new ValueError('weights', "a file without 'embedding.weight'", `a file that has ${names.join(', ')}`);
  }
  const found = parametersWith(tensors, names, anchor.slice(0, -'embedding.weight'.length));
  checkParameters(shapes, found);
  return found;
}

function tensorsOf(prefix: string, parameters: HostParameters): Record<string, SafetensorsTensor> {
  const entries = Object.entries(parameters).map(([name, { shape, data }]) => {
    const tensor = data instanceof Float64Array ? { dtype: 'F64', shape, data } : { dtype: 'F32', shape, data };
    return [prefix + name, tensor] as const;
  });
  return Object.fromEntries(entries) as Record<string, SafetensorsTensor>;
}

function parametersWith(
  tensors: Readonly<Record<string, SafetensorsTensor>>,
  names: readonly string[],
  prefix: string,
): HostParameters {
  const entries = names.flatMap((name) => {
    const tensor = tensors[prefix + name];
    if (tensor === undefined) return [];
    const { dtype, shape, data } = tensor;
    if (dtype !== 'F32' && dtype !== 'F64') {
      throw new CheckpointError(`'${prefix + name}' is of format ${dtype}, allowed are F32 and F64.`);
    }
    // One gamma may be saved without a dimension.
    return [[name, { shape: name === 'gamma' && shape.length === 0 ? [1] : shape, data }] as const];
  });
  return Object.fromEntries(entries);
}

function parsed(metadata: Readonly<Record<string, string>>, name: string): unknown {
  try {
    return JSON.parse(metadata[name] ?? '', (_, value: unknown) =>
      value === 'Infinity' ? Number.POSITIVE_INFINITY : value,
    );
  } catch (cause) {
    throw new CheckpointError(`its '${name}' is no JSON text (${(cause as Error).message}).`, { cause });
  }
}
