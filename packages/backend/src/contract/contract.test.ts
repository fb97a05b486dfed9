import { describe, expect, test } from 'vitest';
import { ShapeError, UnknownNameError, ValueError } from '../errors.ts';
import { checkSystemSpec } from './check-system-spec.ts';
import { checkGraph, type Graph, sameGraph } from './graph.ts';
import { checkValues, parameterShapes } from './parameters.ts';
import { checkLabels, checkReadout } from './readout.ts';
import type { SystemSpec } from './system-spec.ts';

const graph = (...edges: readonly (readonly [number, number])[]): Graph => ({
  neurons: 4,
  sources: Int32Array.from(edges, ([i]) => i),
  targets: Int32Array.from(edges, ([, j]) => j),
});
const chain = graph([0, 1], [1, 2], [2, 3]);
const oscillators = { dimension: 3, graph: chain, interaction: 'relu', omega: 'none' } as const;

describe('graphs', () => {
  test('edges out of range, loops and doubles are refused by number', () => {
    expect(() => checkGraph(graph([0, 4]), 4, 'K')).toThrow(/K: edge 0: got \(0, 4\), allowed is neurons 0 to 3/);
    expect(() => checkGraph(graph([0, 1], [2, 2]), 4, 'K')).toThrow(/edge 1/);
    expect(() => checkGraph(graph([0, 1], [1, 0]), 4, 'K')).toThrow(/a second time/);
    expect(() => checkGraph(chain, 5, 'K')).toThrow(ValueError);
    expect(() => checkGraph({ ...chain, targets: Int32Array.of(1) }, 4, 'K')).toThrow(ShapeError);
  });

  test('one graph is recognised edge by edge', () => {
    expect(sameGraph(chain, graph([0, 1], [1, 2], [2, 3]))).toBe(true);
    expect(sameGraph(chain, graph([1, 0], [1, 2], [2, 3]))).toBe(false);
    expect(sameGraph(chain, graph([0, 1]))).toBe(false);
  });
});

describe('systems', () => {
  test.for<[string, SystemSpec, RegExp]>([
    ['no neurons', { neurons: 0, threshold: { activation: 'relu' } }, /neurons: got 0/],
    ['no units', { neurons: 4 }, /threshold units, oscillators, or both/],
    ['D = 1', { neurons: 4, oscillators: { ...oscillators, dimension: 1 } }, /dimension D: got 1, allowed is a whole/],
    ['layers that do not sum', { neurons: 4, threshold: { activation: 'relu', layers: [1, 2] } }, /sum to 3/],
    ['one layer', { neurons: 4, threshold: { activation: 'relu', layers: [4] } }, /two or more sizes/],
    ['unknown activation', { neurons: 4, threshold: { activation: 'elu' as 'relu' } }, /'elu' is not known/],
    ['both kinds, no coupling', { neurons: 4, threshold: { activation: 'relu' }, oscillators }, /both kinds/],
    [
      'kappa of 0',
      {
        neurons: 4,
        threshold: { activation: 'relu' },
        oscillators,
        coupling: { kind: 'additive', graph: chain, kappaH: 0, kappaK: 1 },
      },
      /kappaH: got 0/,
    ],
    [
      'multiplicative with layers',
      {
        neurons: 4,
        threshold: { activation: 'relu', layers: [2, 2] },
        oscillators,
        coupling: { kind: 'multiplicative', graph: chain, kappaH: 1, kappaK: 1 },
      },
      /dense weights only/,
    ],
  ])('%s', ([, spec, message]) => {
    expect(() => checkSystemSpec(spec)).toThrow(message);
  });

  test('shapes of every parameter', () => {
    const coupling = { kind: 'network', graph: chain, kappaH: 1, kappaK: 1 } as const;
    const full = { ...oscillators, interaction: 'mlpShared', hidden: [5], omega: 'local', learnedStart: true } as const;
    const spec: SystemSpec = {
      neurons: 4,
      threshold: { activation: 'relu', layers: [3, 1] },
      oscillators: full,
      coupling,
    };
    expect(Object.fromEntries(parameterShapes(spec))).toEqual({
      'hopfield.layers.0': [1, 3],
      'hopfield.bias': [4],
      'kuramoto.A': [3],
      'kuramoto.mlp.weights.0': [5, 1],
      'kuramoto.mlp.biases.0': [5],
      'kuramoto.mlp.weights.1': [1, 5],
      'kuramoto.mlp.biases.1': [1],
      'kuramoto.omega': [4, 3, 3],
      'start.s': [4, 3],
      'coupling.weights': [3],
    });
  });
});

test('values, read-outs and labels are checked', () => {
  expect(() => checkValues('b', [1, Number.POSITIVE_INFINITY], [2])).toThrow(/entry 1 is Infinity/);
  expect(() => checkValues('b', [1], [2])).toThrow(/expected \[2\]/);
  const spec: SystemSpec = { neurons: 4, oscillators };
  expect(() => checkReadout(spec, { kind: 'threshold', classes: 2 })).toThrow(/reference or pairs here/);
  expect(() => checkReadout(spec, { kind: 'pairs', classes: 3 })).toThrow(/6 neurons, allowed is at most 4/);
  expect(() => checkLabels([0, 3], 2, 3)).toThrow(/label of sample 1: got 3, allowed is a class from 0 to 2/);
  expect(() => checkLabels([0], 2, 3)).toThrow(ShapeError);
  expect(new UnknownNameError('solver', 'a', ['b']).name).toBe('UnknownNameError');
});
