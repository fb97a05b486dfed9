import { CheckpointError, readSafetensors, type SafetensorsTensor, writeSafetensors } from '@hkmem/training';
import type { HostParameters } from '../layer/initialise.ts';
import { checkParameters } from '../layer/run-oscillators.ts';
import type { HostState } from './host-training.ts';

const prefixes = { mean: 'mean.', first: 'moments.first.', second: 'moments.second.' } as const;
const version = '1';

/** What a training file says besides its arrays: JSON by name. */
export type TrainingFacts = Readonly<Record<string, unknown>>;

/**
 * A training as a safetensors file: weights under their names, so that other programs find them; their running mean as
 * `mean.NAME`; the optimiser's means as `moments.first.NAME` and `moments.second.NAME`; the rest as JSON in the metadata.
 */
export function encodeTraining(format: string, facts: TrainingFacts, state: HostState): Uint8Array {
  const tensors: Record<string, SafetensorsTensor> = { ...tensorsOf('', state.parameters) };
  for (const [part, prefix] of Object.entries(prefixes)) {
    Object.assign(tensors, tensorsOf(prefix, state[part as keyof typeof prefixes]));
  }
  const texts = Object.entries(facts).map(([name, fact]) => {
    const text = JSON.stringify(fact, (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'Infinity' : value));
    return [name, text] as const;
  });
  const own = { format, formatVersion: version, update: String(state.update) };
  return writeSafetensors(tensors, { ...own, ...Object.fromEntries(texts) });
}

/**
 * Reads a training from the bytes of its file, which may come from anyone; `shapesOf` says from the facts which arrays there are.
 * @throws {SafetensorsError} if the file is damaged. @throws {CheckpointError} if it is none of this form.
 * @throws {ValueError | ShapeError | NonFiniteError | UnknownNameError} if it does not hold together.
 */
export function decodeTraining<Name extends string>(
  bytes: Uint8Array,
  format: string,
  names: readonly Name[],
  shapesOf: (facts: Readonly<Record<Name, unknown>>) => ReadonlyMap<string, readonly number[]>,
): { readonly facts: Readonly<Record<Name, unknown>>; readonly state: HostState } {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata['format'] !== format || metadata['formatVersion'] !== version) {
    const got = `${JSON.stringify(metadata['format'])} ${metadata['formatVersion'] ?? ''}`.trim();
    throw new CheckpointError(`the file is of format ${got}, expected is "${format}" ${version}.`);
  }
  const facts = Object.fromEntries(names.map((name) => [name, parsed(metadata, name)])) as Record<Name, unknown>;
  const update = Number(metadata['update']);
  if (!(Number.isSafeInteger(update) && update >= 0)) {
    throw new CheckpointError(`its 'update' is ${JSON.stringify(metadata['update'])}, expected is a whole number.`);
  }
  const shapes = shapesOf(facts);
  const part = (prefix: string): HostParameters => {
    const found = parametersWith(tensors, [...shapes.keys()], prefix);
    checkParameters(shapes, found);
    return found;
  };
  const [parameters, mean] = [part(''), part(prefixes.mean)];
  return { facts, state: { update, parameters, mean, first: part(prefixes.first), second: part(prefixes.second) } };
}

function tensorsOf(prefix: string, parameters: HostParameters): Record<string, SafetensorsTensor> {
  const entries = Object.entries(parameters).map(([name, { shape, data }]) => {
    const tensor = data instanceof Float64Array ? { dtype: 'F64', shape, data } : { dtype: 'F32', shape, data };
    return [prefix + name, tensor] as const;
  });
  return Object.fromEntries(entries) as Record<string, SafetensorsTensor>;
}

/** The arrays of these names behind a prefix, those that are missing left out. @throws {CheckpointError} on other formats. */
export function parametersWith(
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
