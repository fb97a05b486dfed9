import { graphFromEdges } from '@hkmem/coupling';
import { hopfield, hopfieldKuramoto, kuramoto } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { fixture } from '../../test/format-files.ts';
import { TensorError } from './errors.ts';
import { graphFromTensor, graphToTensor } from './graph-tensor.ts';
import { readNpz } from './npz/read.ts';
import { writeNpz } from './npz/write.ts';
import { stateFromTensors, stateToTensors } from './state-tensors.ts';

const graph = graphFromEdges(3, [
  [0, 1],
  [2, 0],
]);
const spec = hopfieldKuramoto(3, { activation: 'relu' }, { dimension: 2, graph }, { kind: 'additive' });

describe('graphs', () => {
  test('are tensors [E, 2] there and back, also of the wide numbers that NumPy has', () => {
    expect(graphFromTensor('K', graphToTensor(graph), 3)).toEqual(graph);
    const { edges } = readNpz(fixture('stored.npz'));
    expect(edges!.dtype).toBe('I64');
    expect(graphFromTensor('edges', edges!)).toEqual(graph);
  });

  test.for<readonly [string, Parameters<typeof graphFromTensor>[1], RegExp]>([
    ['floats', { dtype: 'F32', shape: [1, 2], data: Float32Array.of(0, 1) }, /'K' is F32 \[1, 2\]/],
    ['three columns', { dtype: 'I32', shape: [1, 3], data: Int32Array.of(0, 1, 2) }, /whole numbers \[E, 2\]/],
    ['a negative neuron', { dtype: 'I64', shape: [1, 2], data: BigInt64Array.of(-1n, 2n) }, /names the neuron -1/],
    ['a huge neuron', { dtype: 'U64', shape: [1, 2], data: BigUint64Array.of(0n, 2n ** 63n) }, /names the neuron 9.2/],
    ['a loop', { dtype: 'U8', shape: [1, 2], data: Uint8Array.of(1, 1) }, /'K' is no graph. .*two different neurons/],
  ])('%s are refused', ([, tensor, message]) => {
    expect(() => graphFromTensor('K', tensor)).toThrow(TensorError);
    expect(() => graphFromTensor('K', tensor)).toThrow(message);
  });
});

describe('states', () => {
  const state = { x: Float32Array.of(1, 2, 3, 4, 5, 6), s: Float64Array.from({ length: 12 }, (_, i) => i / 7) };

  test('go through an archive bit for bit', () => {
    const tensors = stateToTensors(spec, state);
    expect(Object.entries(tensors).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
      ['x', 'F32', [2, 3]],
      ['s', 'F64', [2, 3, 2]],
    ]);
    expect(stateFromTensors(spec, readNpz(writeNpz(tensors, { compress: true })))).toEqual(state);
    expect(stateToTensors(hopfield(3), { x: state.x })).toEqual({ x: tensors['x'] });
    expect(stateToTensors(kuramoto(3, { dimension: 2, graph }), { s: state.s })).toEqual({ s: tensors['s'] });
  });

  test('one sample may come without its batch', () => {
    const x = { dtype: 'F32', shape: [3], data: Float32Array.of(1, 2, 3) } as const;
    expect(stateFromTensors(hopfield(3), { x })).toEqual({ x: x.data });
  });

  test('what is no state is refused by name', () => {
    const { x, s } = stateToTensors(spec, state);
    const read = (tensors: Parameters<typeof stateFromTensors>[1]) => () => stateFromTensors(spec, tensors);
    expect(read({ x: x! })).toThrow(/'s' is missing/);
    expect(read({ x: s!, s: s! })).toThrow(/'x' is F64 \[2, 3, 2\], expected is F32 or F64 \[B, 3\]/);
    expect(read({ x: { dtype: 'F32', shape: [1, 3], data: Float32Array.of(1, 2, 3) }, s: s! })).toThrow(
      /2 samples, 'x' has 1/,
    );
    const bad = { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, Number.NaN, 6) } as const;
    expect(read({ x: bad, s: s! })).toThrow(/has NaN as entry 4/);
    expect(() => stateToTensors(spec, { ...state, s: new Float64Array(5) })).toThrow(TensorError);
    expect(() => stateToTensors(spec, { ...state, s: new Float64Array(6) })).toThrow(/'s' has 1 samples, 'x' has 2/);
  });
});
