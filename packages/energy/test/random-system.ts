import {
  activationNames,
  couplingNames,
  type HostState,
  interactionNames,
  type OmegaName,
  type ParameterValues,
  parameterShapes,
  RandomKey,
  type SystemSpec,
  sizeOf,
} from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import fc from 'fast-check';

/** A system with random parameters and a batch of random states. */
export interface RandomSystem {
  readonly spec: SystemSpec;
  readonly parameters: ParameterValues;
  readonly state: HostState;
  readonly batch: number;
}

/** Small systems over every activation, interaction, coupling and layering, with an omega out of `omegas`. */
export function randomSystems(omegas: readonly OmegaName[]): fc.Arbitrary<RandomSystem> {
  return fc
    .record({
      seed: fc.nat(),
      units: fc.constantFrom('threshold', 'oscillators', 'both', 'both'),
      neurons: fc.integer({ min: 2, max: 7 }),
      batch: fc.integer({ min: 1, max: 3 }),
      activation: fc.constantFrom(...activationNames),
      layered: fc.boolean(),
      dimension: fc.integer({ min: 2, max: 5 }),
      interaction: fc.constantFrom(...interactionNames),
      omega: fc.constantFrom(...omegas),
      coupling: fc.constantFrom(...couplingNames),
      kappaH: fc.double({ min: 0.3, max: 3, noNaN: true }),
      kappaK: fc.double({ min: 0.3, max: 3, noNaN: true }),
    })
    .map(({ seed, units, neurons, batch, activation, dimension, interaction, omega, coupling, ...rest }) => {
      const key = RandomKey.fromSeed(seed);
      const coupled = units === 'both';
      const layered = rest.layered && !(coupled && coupling === 'multiplicative');
      const layers = [Math.ceil(neurons / 2), Math.floor(neurons / 2)];
      const spec: SystemSpec = {
        neurons,
        ...(units !== 'oscillators' && { threshold: { activation, ...(layered && { layers }) } }),
        ...(units !== 'threshold' && {
          oscillators: {
            dimension,
            graph: randomGraph(key.fold('K'), neurons, 0.5),
            interaction,
            omega,
            hidden: [3, 2],
          },
        }),
        ...(coupled && {
          coupling: {
            kind: coupling,
            graph: randomGraph(key.fold('HK'), neurons, 0.5),
            kappaH: rest.kappaH,
            kappaK: rest.kappaK,
          },
        }),
      };
      const parameters: Record<string, Float64Array> = {};
      for (const [path, shape] of parameterShapes(spec)) parameters[path] = key.fold(path).normal(sizeOf(shape));
      const state: HostState = {
        ...(spec.threshold && { x: key.fold('x').normal(batch * neurons) }),
        ...(spec.oscillators && { s: key.fold('s').normal(batch * neurons * dimension) }),
      };
      return { spec, parameters, state, batch };
    });
}

/** Runs of a property: the seed is fixed, so that a failure is the same on every machine. */
export const runs = { seed: 20250503, numRuns: 150 } as const;

/** Largest entry by size, at least 1. */
export function largestEntry(values: ArrayLike<number>): number {
  return Array.from(values).reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
}
