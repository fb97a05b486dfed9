import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyLayer, keyOf, randomParameters } from '../../test/layers.ts';
import { float64Operations } from '../operations/float64/float64-operations.ts';
import type { Float64Value } from '../operations/float64/value.ts';
import { type LayerInput, layerVjp, runLayer } from './layer.ts';
import type { LayerSpec } from './layer-spec.ts';

const operations = float64Operations;

/** All arrays that a pass depends on, and the same for directions and gradients. */
type Arrays = Readonly<Record<string, Float64Array>>;

interface Problem {
  readonly spec: LayerSpec;
  readonly batch: number;
  readonly steps: number;
  readonly arrays: Arrays;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly weights: { readonly states: readonly Float64Value[]; readonly energies: readonly Float64Value[] };
}

function problemOf(spec: LayerSpec, batch: number, steps: number, seed: number): Problem {
  const key = keyOf(seed);
  const rows = batch * spec.height * spec.width;
  const size = rows * spec.channels;
  const parameters = randomParameters(spec, key);
  const normal = (name: string, shape: readonly number[]): Float64Value => {
    return operations.upload(key.fold(name).normal(shape.reduce((a, b) => a * b, 1)), shape);
  };
  const each = Array.from({ length: steps }, (_, step) => step);
  return {
    spec,
    batch,
    steps,
    arrays: {
      x: key.fold('x').normal(size),
      c: key.fold('c').normal(size),
      gamma: Float64Array.of(0.6),
      ...Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data as Float64Array])),
    },
    shapes: {
      x: [rows, spec.channels],
      c: [rows, spec.channels],
      gamma: [1],
      ...Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape])),
    },
    weights: {
      states: each.map((step) => normal(`state ${step}`, [rows, spec.channels])),
      energies: each.map((step) => normal(`energy ${step}`, [batch])),
    },
  };
}

function inputOf(
  { arrays, shapes, batch, steps }: Problem,
  shift = 0,
  directions: Arrays = {},
): LayerInput<Float64Value> {
  const moved = Object.entries(arrays).map(([name, values]) => {
    const along = directions[name];
    const data = along === undefined ? values : values.map((value, i) => value + shift * along[i]!);
    return [name, operations.upload(data, shapes[name]!)] as const;
  });
  const { x, c, gamma, ...parameters } = Object.fromEntries(moved);
  return { x: x!, c: c!, gamma: gamma!, parameters, batch, steps };
}

function lossOf(problem: Problem, input: LayerInput<Float64Value>): number {
  const pass = runLayer(operations, problem.spec, input, { budget: 'none', states: true });
  const dot = (values: readonly Float64Value[], weights: readonly Float64Value[]): number =>
    values.reduce((sum, { data }, n) => sum + data.reduce((s, value, i) => s + value * weights[n]!.data[i]!, 0), 0);
  return dot(pass.states, problem.weights.states) + dot(pass.energies, problem.weights.energies);
}

function gradientsOf(problem: Problem, budget: number): Arrays {
  const { record } = runLayer(operations, problem.spec, inputOf(problem), { budget });
  const { x, c, gamma, parameters } = layerVjp(operations, record!, problem.weights);
  return Object.fromEntries(Object.entries({ x, c, gamma, ...parameters }).map(([name, { data }]) => [name, data]));
}

describe('gradients of any layer', () => {
  test('are those of central differences, array by array', () => {
    fc.assert(
      fc.property(
        anyLayer,
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(1000),
        (spec, batch, steps, seed) => {
          const problem = problemOf(spec, batch, steps, seed);
          const gradients = gradientsOf(problem, 2 ** 30);
          expect(Object.keys(gradients).sort()).toEqual(Object.keys(problem.arrays).sort());
          for (const name of Object.keys(problem.arrays)) {
            const direction = keyOf(seed).fold(`direction ${name}`).normal(problem.arrays[name]!.length);
            const step = 1e-5 / Math.max(1, Math.sqrt(direction.length));
            const at = (shift: number): number => lossOf(problem, inputOf(problem, shift, { [name]: direction }));
            // Fourth order, so that what is left is rounding.
            const expected = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
            const got = direction.reduce((sum, value, i) => sum + value * gradients[name]![i]!, 0);
            const size = Math.sqrt(direction.reduce((sum, value, i) => sum + (value * gradients[name]![i]!) ** 2, 0));
            // Losses of some ten units are exact to 1e-14 or so, over steps of 1e-6 to 1e-5; flows magnify some of it.
            expect(Math.abs(got - expected), `${name} of ${JSON.stringify(spec)}`).toBeLessThan(2e-6 * (1 + size));
          }
        },
      ),
      { numRuns: 60, seed: 18 },
    );
  });

  test('do not depend on what is kept and what is computed again', () => {
    fc.assert(
      fc.property(anyLayer, fc.integer({ min: 1, max: 5 }), fc.nat(1000), (spec, steps, seed) => {
        const problem = problemOf(spec, 2, steps, seed);
        expect(gradientsOf(problem, 0)).toEqual(gradientsOf(problem, 2 ** 30));
      }),
      { numRuns: 20, seed: 18 },
    );
  });
});
