import {
  activationNames,
  type CouplingName,
  couplingNames,
  type Graph,
  nameOf,
  parameterShapes,
  RandomKey,
  type SystemSpec,
  sizeOf,
} from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import fc from 'fast-check';

/** A coupled system with random parameters and one sample's state. */
export interface CoupledSample {
  readonly spec: SystemSpec;
  readonly parameters: Record<string, Float64Array>;
  readonly x: Float64Array;
  readonly s: Float64Array;
  readonly N: number;
  readonly D: number;
}

/** Small coupled systems; the graph HK is `graph`, or random. */
export function coupledSamples(graph?: (neurons: number) => Graph): fc.Arbitrary<CoupledSample> {
  return fc
    .record({
      seed: fc.nat(),
      N: fc.integer({ min: 2, max: 9 }),
      D: fc.integer({ min: 2, max: 4 }),
      activation: fc.constantFrom(...activationNames),
      layered: fc.boolean(),
      kind: fc.constantFrom(...couplingNames),
      kappaH: fc.double({ min: 0.3, max: 3, noNaN: true }),
    })
    .map(({ seed, N, D, activation, layered, kind, kappaH }) => {
      const key = RandomKey.fromSeed(seed);
      const layers = layered && kind !== 'multiplicative' ? [Math.ceil(N / 2), Math.floor(N / 2)] : undefined;
      const spec: SystemSpec = {
        neurons: N,
        threshold: { activation, ...(layers && { layers }) },
        oscillators: { dimension: D, graph: randomGraph(key.fold('K'), N, 0.5), interaction: 'relu', omega: 'none' },
        coupling: { kind, graph: graph?.(N) ?? randomGraph(key.fold('HK'), N, 0.5), kappaH, kappaK: 1.5 },
      };
      const parameters: Record<string, Float64Array> = {};
      for (const [path, shape] of parameterShapes(spec)) parameters[path] = key.fold(path).normal(sizeOf(shape));
      return { spec, parameters, x: key.fold('x').normal(N), s: key.fold('s').normal(N * D), N, D };
    });
}

/** Parameters that make w_e one constant, 0.75, in every coupling. */
export function withConstantWeight({ spec, parameters }: CoupledSample): Record<string, Float64Array> {
  const constant: Record<CouplingName, Record<string, Float64Array>> = {
    network: { 'coupling.weights': new Float64Array(parameters['coupling.weights']?.length ?? 0).fill(0.75) },
    additive: { 'coupling.alpha': Float64Array.of(0.75) },
    multiplicative: {
      'coupling.alpha': Float64Array.of(-1.5),
      'hopfield.weights': new Float64Array(spec.neurons ** 2).fill(-0.5),
    },
  };
  return { ...parameters, ...constant[nameOf(spec.coupling!.kind)] };
}

/** Runs of a property: the seed is fixed, so that a failure is the same on every machine. */
export const runs = { seed: 20250503, numRuns: 150 } as const;

/** Largest difference between two arrays of one length; infinite if lengths differ. */
export function largestDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Array.from(got).reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i]!)), 0);
}
