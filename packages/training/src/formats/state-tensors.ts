import type { HostArray, HostState, SystemSpec } from '@hkmem/backend';
import type { SafetensorsTensor } from '../safetensors/dtypes.ts';
import { TensorError } from './errors.ts';

/** The part of a system that shapes its states. */
type StateSpec = Pick<SystemSpec, 'neurons' | 'threshold' | 'oscillators'>;

/**
 * A state as tensors for `writeNpz`, `writeNpy` or `writeSafetensors`: `x` [B, N] and `s` [B, N, D], F32 or F64 as they
 * come.
 * @throws {TensorError} if the state is not of this system.
 */
export function stateToTensors(spec: StateSpec, state: HostState): Record<string, SafetensorsTensor> {
  const tensors: [string, SafetensorsTensor][] = [];
  for (const [name, rest] of parts(spec)) {
    const data = state[name];
    const row = rest.reduce((product, extent) => product * extent, 1);
    if (data === undefined || data.length % row !== 0) {
      throw new TensorError(name, `has ${data?.length ?? 'no'} entries, a state has a multiple of ${row}.`);
    }
    const shape = [data.length / row, ...rest];
    tensors.push([name, data instanceof Float64Array ? { dtype: 'F64', shape, data } : { dtype: 'F32', shape, data }]);
  }
  checkBatches(tensors);
  return Object.fromEntries(tensors);
}

/**
 * The state that tensors hold: `x` [B, N] or [N], `s` [B, N, D] or [N, D], F32 or F64. Others are passed over.
 * @throws {TensorError} if one is missing, of another format or shape, not finite, or of another batch.
 */
export function stateFromTensors(spec: StateSpec, tensors: Readonly<Record<string, SafetensorsTensor>>): HostState {
  const state: { x?: HostArray; s?: HostArray } = {};
  const found: [string, SafetensorsTensor][] = [];
  for (const [name, rest] of parts(spec)) {
    const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (tensor === undefined) throw new TensorError(name, 'is missing.');
    const { dtype, data } = tensor;
    const shape = tensor.shape.length === rest.length ? [1, ...tensor.shape] : tensor.shape;
    const fits = shape.length === rest.length + 1 && rest.every((extent, axis) => extent === shape[axis + 1]);
    if (!fits || (dtype !== 'F32' && dtype !== 'F64')) {
      throw new TensorError(
        name,
        `is ${dtype} [${tensor.shape.join(', ')}], expected is F32 or F64 [B, ${rest.join(', ')}].`,
      );
    }
    const bad = (data as HostArray).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new TensorError(name, `has ${data[bad]} as entry ${bad}, only finite numbers are allowed.`);
    state[name] = data as HostArray;
    found.push([name, { ...tensor, shape } as SafetensorsTensor]);
  }
  checkBatches(found);
  return state;
}

/** Extents after the batch, by name. */
function parts({ neurons, threshold, oscillators }: StateSpec): [name: 'x' | 's', rest: readonly number[]][] {
  return [
    ...(threshold === undefined ? [] : [['x', [neurons]] as ['x', number[]]]),
    ...(oscillators === undefined ? [] : [['s', [neurons, oscillators.dimension]] as ['s', number[]]]),
  ];
}

function checkBatches([first, second]: readonly [string, SafetensorsTensor][]): void {
  if (first === undefined || second === undefined || first[1].shape[0] === second[1].shape[0]) return;
  const [a, b] = [first[1].shape[0], second[1].shape[0]];
  throw new TensorError(second[0], `has ${b} samples, '${first[0]}' has ${a}. Give both the same batch.`);
}
