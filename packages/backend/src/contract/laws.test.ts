import { couplingLaw, interactionLaws, lagrangian, lagrangianLaws, pairLaw } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { UnknownNameError, ValueError } from '../errors.ts';
import { checkSystemSpec } from './check-system-spec.ts';
import { parametersOfSystem } from './parameter-info.ts';
import { parameterShapes } from './parameters.ts';
import { resolveSystem } from './resolved-system.ts';
import type { SystemSpec } from './system-spec.ts';

const graph = { neurons: 4, sources: Int32Array.of(0, 1, 2), targets: Int32Array.of(1, 2, 3) };
const gated = couplingLaw('-w * r * tanh(beta * gi * gj) + U * gi * gj', { w: 'edge', beta: 'one', U: 'weight' });
const leaky = lagrangian('a * x^2 / 2 + b * softplus(c * x) / c', { a: 'neuron', b: 'layer', c: 'one' });
const nematic = pairLaw('C * r^2 / 2', { C: { per: 'edge', start: 0.5, decays: false } });
const spec: SystemSpec = {
  neurons: 4,
  threshold: { activation: leaky },
  oscillators: { dimension: 3, graph, interaction: nematic, omega: 'none' },
  coupling: { kind: gated, graph, kappaH: 0.5, kappaK: 2 },
};

describe('laws in a system', () => {
  test('parameters have paths and shapes by their roles', () => {
    expect(parametersOfSystem(spec).map(({ path, shape, role, per }) => [path, shape, role, per])).toEqual([
      ['hopfield.weights', [4, 4], 'weights', undefined],
      ['hopfield.bias', [4], 'bias', undefined],
      ['hopfield.a', [4], 'lagrangian', 'neuron'],
      ['hopfield.b', [1], 'lagrangian', 'layer'],
      ['hopfield.c', [1], 'lagrangian', 'one'],
      ['kuramoto.C', [3], 'interaction', 'edge'],
      ['coupling.beta', [1], 'coupling', 'one'],
      ['coupling.w', [3], 'coupling', 'edge'],
    ]);
    expect(parametersOfSystem(spec)[5]).toMatchObject({ start: 0.5, decays: false });
  });

  test('a parameter per layer is there once for each layer', () => {
    const layered: SystemSpec = { neurons: 4, threshold: { activation: leaky, layers: [1, 3] } };
    expect(Object.fromEntries(parameterShapes(layered))).toEqual({
      'hopfield.layers.0': [3, 1],
      'hopfield.bias': [4],
      'hopfield.layers.0.a': [1],
      'hopfield.layers.0.b': [1],
      'hopfield.layers.1.a': [3],
      'hopfield.layers.1.b': [1],
      'hopfield.c': [1],
    });
  });

  test('layers have Lagrangians and inverse temperatures of their own', () => {
    const apart: SystemSpec = {
      neurons: 9,
      threshold: {
        activation: 'tanh',
        layers: [2, { size: 3, activation: 'softmax', beta: 'layer' }, { size: 4, beta: { per: 'neuron', start: 2 } }],
      },
    };
    expect(() => checkSystemSpec(apart)).not.toThrow();
    const { layers } = resolveSystem(apart);
    expect(layers.map(({ start, size, lagrangian: { kind }, paths }) => [start, size, kind, paths])).toEqual([
      [0, 2, 'lagrangian', {}],
      [2, 3, 'joint', { beta: 'hopfield.layers.1.beta' }],
      [5, 4, 'lagrangian', { beta: 'hopfield.layers.2.beta' }],
    ]);
    expect(parametersOfSystem(apart).slice(3)).toEqual([
      { path: 'hopfield.layers.1.beta', shape: [1], role: 'lagrangian', per: 'layer', start: 1, decays: false },
      { path: 'hopfield.layers.2.beta', shape: [4], role: 'lagrangian', per: 'neuron', start: 2, decays: false },
    ]);
    const whole = { neurons: 4, threshold: { activation: 'softmax', layers: [1, 3], beta: 2 } } as const;
    expect(resolveSystem(whole).layers).toMatchObject([
      { start: 0, size: 4, lagrangian: { name: 'softmax', beta: 2 } },
    ]);
  });

  test('names are resolved to laws, and terms of one graph put together', () => {
    const { layers, pairs, pullScale } = resolveSystem({
      ...spec,
      threshold: { activation: 'tanh' },
      oscillators: { ...spec.oscillators!, interaction: 'relu' },
    });
    expect(layers).toMatchObject([{ start: 0, size: 4, lagrangian: { identity: lagrangianLaws.tanh.identity } }]);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]!.laws.map(({ law, weight, term, paths }) => [law.identity, weight, term, paths])).toEqual([
      [interactionLaws.relu.identity, 1, 'interaction', { A: 'kuramoto.A', B: 'kuramoto.B' }],
      [gated.identity, 0.5, 'coupling', { w: 'coupling.w', beta: 'coupling.beta', U: 'hopfield.weights' }],
    ]);
    expect(pullScale).toBe(4);
    const other = { ...graph, targets: Int32Array.of(1, 2, 0) };
    expect(resolveSystem({ ...spec, coupling: { ...spec.coupling!, graph: other } }).pairs).toHaveLength(2);
  });

  test.for<[string, SystemSpec, RegExp]>([
    [
      'a coupling as interaction',
      { ...spec, oscillators: { ...spec.oscillators!, interaction: gated } },
      /as the coupling/,
    ],
    ['an interaction as coupling', { ...spec, coupling: { ...spec.coupling!, kind: nematic } }, /as the interaction/],
    ['a pair as activation', { neurons: 4, threshold: { activation: nematic as never } }, /kind 'lagrangian'/],
    ['a beta of 0', { neurons: 4, threshold: { activation: 'tanh', beta: 0 } }, /beta of threshold units/],
    [
      'a beta per edge',
      { neurons: 4, threshold: { activation: 'tanh', beta: 'edge' as never } },
      /threshold.beta: 'edge' is not known, allowed are 'layer', 'neuron'/,
    ],
    [
      'a softmax of many temperatures',
      { neurons: 4, threshold: { activation: 'softmax', beta: 'neuron' } },
      /of all units/,
    ],
    ['layers of other sizes', { neurons: 4, threshold: { activation: 'relu', layers: [2, { size: 3 }] } }, /sum to 5/],
    ['what is no law', { neurons: 4, threshold: { activation: {} as never } }, /lawFromJson/],
    ['weights of layers', { ...spec, threshold: { activation: 'relu', layers: [2, 2] } }, /dense weights only/],
    [
      'a path that is taken',
      { neurons: 4, threshold: { activation: lagrangian('bias * x^2 / 2', { bias: 'one' }) } },
      /'hopfield.bias'.*Rename it/,
    ],
  ])('%s is refused', ([, refused, message]) => {
    expect(() => checkSystemSpec(refused)).toThrow(ValueError);
    expect(() => checkSystemSpec(refused)).toThrow(message);
  });

  test('an unknown activation of a layer is refused with the names that there are', () => {
    const layers = [2, { size: 2, activation: 'softmx' as 'softmax' }];
    const refused = () => checkSystemSpec({ neurons: 4, threshold: { activation: 'relu', layers } });
    expect(refused).toThrow(UnknownNameError);
    expect(refused).toThrow(/'softmx' is not known, allowed are .*'softmax'/);
  });
});
