import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkpointOf, smallSpec } from '../../test/checkpoints.ts';
import type { SafetensorsTensor } from '../safetensors/dtypes.ts';
import { SafetensorsError } from '../safetensors/errors.ts';
import { readSafetensors, type SafetensorsFile } from '../safetensors/read.ts';
import { writeSafetensors } from '../safetensors/write.ts';
import { specFromCheckpoint } from './checkpoint.ts';
import { decodeCheckpoint } from './decode-checkpoint.ts';
import { encodeCheckpoint } from './encode-checkpoint.ts';
import { CheckpointError } from './errors.ts';

type Edit = (file: SafetensorsFile) => SafetensorsFile;

/** Sets an entry of the metadata, or takes it out. */
function metadata(name: string, value?: string): Edit {
  return ({ tensors, metadata: { [name]: _, ...rest } }) => {
    return { tensors, metadata: { ...rest, ...(value !== undefined && { [name]: value }) } };
  };
}

/** Sets a tensor, or takes it out. */
function tensor(name: string, value?: SafetensorsTensor): Edit {
  return ({ tensors: { [name]: _, ...rest }, metadata }) => {
    return { tensors: { ...rest, ...(value !== undefined && { [name]: value }) }, metadata };
  };
}

/** Sets a member of the system's JSON, such as `coupling.graph`, or takes it out. */
function spec(path: string, value?: unknown): Edit {
  return (file) => {
    const tree = JSON.parse(file.metadata['spec']!) as Record<string, unknown>;
    const [part, member] = path.split('.') as [string, string | undefined];
    const changed = member === undefined ? value : { ...(tree[part] as object), [member]: value };
    return metadata('spec', JSON.stringify({ ...tree, [part]: changed }))(file);
  };
}

const nested = '['.repeat(8_000) + ']'.repeat(8_000);

const f32 = (shape: readonly number[], ...values: number[]): SafetensorsTensor => {
  return { dtype: 'F32', shape, data: Float32Array.from(values) };
};
const i32 = (shape: readonly number[], ...values: number[]): SafetensorsTensor => {
  return { dtype: 'I32', shape, data: Int32Array.from(values) };
};

test.for<readonly [string, Edit, RegExp]>([
  ['of another program', metadata('format', 'pt'), /format "pt", expected is "hkmem"/],
  ['without metadata', ({ tensors }) => ({ tensors, metadata: {} }), /format undefined/],
  ['of another version', metadata('formatVersion', '2'), /version 2, this software reads 1/],
  ['without a system', metadata('spec'), /metadata has no 'spec'/],
  ['with a system that is no JSON', metadata('spec', '{'), /'spec' is no JSON text/],
  ['with a system that is null', metadata('spec', 'null'), /system should be an object, got null/],
  ['without a seed', metadata('seed'), /'seed' is undefined/],
  ['with a seed beyond 2^53', metadata('seed', '9'.repeat(16)), /seed is 1\d+, allowed/],
  ['with an update that is no whole number', metadata('update', '1e3'), /'update' is "1e3"/],
  ['without its integration', metadata('integration'), /how its flow was integrated/],
  ['with a configuration that is no JSON', metadata('config', '{'), /'config' is no JSON/],
  ['with a configuration of 8,000 levels', metadata('config', nested), /'config' has lists and objects nested/],
  ['with a system of 8,000 levels', metadata('spec', nested), /'spec' has lists and objects nested/],
  ['with neurons that are text', spec('neurons', '5'), /neurons/],
  ['with more neurons', spec('neurons', 6), /system does not hold together/],
  ['with layers that are no list', spec('threshold.layers', 7), /layers should be a list/],
  ['with hidden widths that are text', spec('oscillators.hidden', ['4']), /hidden should be a list/],
  ['with a learned start of 1', spec('oscillators.learnedStart', 1), /learnedStart is 1/],
  ['with an unknown interaction', spec('oscillators.interaction', 'cosine'), /interaction: 'cosine' is not known/],
  ['with an activation that is no law', spec('threshold.activation', { kind: 'code' }), /its activation is no law/],
  [
    'with a law of code',
    spec('oscillators.interaction', { kind: 'pair', formula: 'process.exit()' }),
    /its interaction is no law/,
  ],
  [
    'with a law of 20,000 characters',
    spec('oscillators.interaction', { kind: 'pair', formula: 'r+'.repeat(10_000) }),
    /its interaction is no law/,
  ],
  [
    'with a law of another kind',
    spec('coupling.kind', { kind: 'lagrangian', formula: 'x^2 / 2' }),
    /a law of kind 'pair'/,
  ],
  ['with a list for a law', spec('coupling.kind', []), /its coupling is no law/],
  ['with a graph that is not there', spec('coupling.graph', 'graph.X'), /graph of the coupling, "graph.X"/],
  ['with a graph from the prototype', spec('coupling.graph', 'toString'), /graph of the coupling, "toString"/],
  ['with kappas that are text', spec('coupling.kappaH', '1'), /kappaH and kappaK are \["1",2\]/],
  ['without threshold units', spec('threshold'), /coupling: got one kind of unit/],
  ['with oscillators that are a list', spec('oscillators', []), /oscillators should be an object, got \[\]/],
  ['with a graph of floats', tensor('graph.K', f32([1, 2], 0, 1)), /'graph.K' is F32 \[1, 2\], a graph is I32/],
  ['with a graph of triples', tensor('graph.K', i32([1, 3], 0, 1, 2)), /'graph.K' is I32 \[1, 3\]/],
  ['with an edge out of range', tensor('graph.K', i32([1, 2], 0, 5)), /edge 0: got \(0, 5\)/],
  [
    'with weights of whole numbers',
    tensor('hopfield.bias', i32([5], 1, 2, 3, 4, 5)),
    /'hopfield.bias' is of format I32/,
  ],
  ['with a weight of infinity', tensor('hopfield.bias', f32([5], 0, 0, Infinity, 0, 0)), /entry 2 is Infinity/],
  ['with weights of another shape', tensor('hopfield.bias', f32([4], 0, 0, 0, 0)), /shape \[4\], its system \[5\]/],
  ['without a weight', tensor('hopfield.bias'), /missing: hopfield.bias/],
  ['with a tensor that nobody knows', tensor('extra', f32([], 1)), /'extra' is not known/],
  ['with a running mean of nothing', tensor('moments.extra/first', f32([], 1)), /'extra' is not known/],
  ['with an unknown running mean', tensor('moments.extra', f32([], 1)), /'extra' is no running mean/],
])('a file %s is refused', async ([, edit, message]) => {
  const { tensors, metadata } = edit(readSafetensors(encodeCheckpoint(await checkpointOf(smallSpec))));
  const bytes = writeSafetensors(tensors, metadata);
  expect(() => decodeCheckpoint(bytes)).toThrow(CheckpointError);
  expect(() => decodeCheckpoint(bytes)).toThrow(message);
});

test.for<SafetensorsTensor>([
  { dtype: 'I8', shape: [1, 2], data: Int8Array.of(0, 4) },
  { dtype: 'U16', shape: [1, 2], data: Uint16Array.of(0, 4) },
  { dtype: 'I64', shape: [1, 2], data: BigInt64Array.of(0n, 4n) },
  { dtype: 'U64', shape: [1, 2], data: BigUint64Array.of(0n, 4n) },
])('a graph of other whole numbers is that of I32: $dtype', async (graph) => {
  const sound = readSafetensors(encodeCheckpoint(await checkpointOf(smallSpec)));
  const { shape } = sound.tensors['graph.K']!;
  const edges = Array.from(sound.tensors['graph.K']!.data as Int32Array);
  const whole = new (graph.data.constructor as new (length: number) => SafetensorsTensor['data'])(edges.length);
  edges.forEach((end, n) => {
    whole[n] = typeof whole[n] === 'bigint' ? BigInt(end) : end;
  });
  const changed = tensor('graph.K', { ...graph, shape, data: whole } as SafetensorsTensor)(sound);
  const { spec } = decodeCheckpoint(writeSafetensors(changed.tensors, changed.metadata));
  expect(Array.from(spec.oscillators!.graph.sources)).toEqual(edges.filter((_, n) => n % 2 === 0));
  expect(spec.oscillators!.graph.targets).toBeInstanceOf(Int32Array);
});

test.for<SafetensorsTensor>([
  { dtype: 'I64', shape: [1, 2], data: BigInt64Array.of(0n, 2n ** 32n + 1n) },
  { dtype: 'U64', shape: [1, 2], data: BigUint64Array.of(0n, 2n ** 63n) },
  { dtype: 'U32', shape: [1, 2], data: Uint32Array.of(0, 2 ** 31) },
  { dtype: 'F64', shape: [1, 2], data: Float64Array.of(0, 1.5) },
  { dtype: 'BOOL', shape: [1, 2], data: Uint8Array.of(0, 1) },
])('a graph that int32 does not hold is refused: $dtype', async (graph) => {
  const { tensors, metadata } = tensor(
    'graph.K',
    graph,
  )(readSafetensors(encodeCheckpoint(await checkpointOf(smallSpec))));
  const bytes = writeSafetensors(tensors, metadata);
  expect(() => decodeCheckpoint(bytes)).toThrow(CheckpointError);
  expect(() => decodeCheckpoint(bytes)).toThrow(/whole numbers that fit/);
});

test('a file that is cut or damaged anywhere is refused by name or holds together', async () => {
  const bytes = encodeCheckpoint(await checkpointOf(smallSpec));
  const place = fc.nat({ max: bytes.length - 1 });
  const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
  fc.assert(
    fc.property(changes, fc.oneof(fc.constant(bytes.length), place), (flips, kept) => {
      const damaged = bytes.slice(0, kept);
      for (const [at, value] of flips) if (at < kept) damaged[at] = value;
      try {
        specFromCheckpoint(decodeCheckpoint(damaged));
      } catch (error) {
        expect(error instanceof SafetensorsError || error instanceof CheckpointError, String(error)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
  expect(() => decodeCheckpoint(bytes.subarray(0, bytes.length - 1))).toThrow(SafetensorsError);
});
