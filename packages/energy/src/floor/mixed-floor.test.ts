import { parametersOfSystem, RandomKey, type SystemSpec, sizeOf } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { couplingLaw, lagrangian } from '@hkmem/laws';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowestMet } from '../../test/lowest-met.ts';
import { runs } from '../../test/random-system.ts';
import { energyFloor } from './certify.ts';
import type { EnergyFloor } from './energy-floor.ts';

const learned = lagrangian('b * x^2 / 2 + softplus(c * x)', { b: 'one', c: { per: 'neuron', start: 2 } });
const activations = ['identity', 'relu', 'tanh', 'sigmoid', 'softmax', 'sphericalNorm', 'layerNorm', learned] as const;
const couplings = [
  couplingLaw('-w * r * tanh(gi * gj)', { w: 'edge' }),
  couplingLaw('-w * r^2 * gi * gj + w * cos(r)', { w: 'edge' }),
  couplingLaw('-u * (r + r^3) * gi * gj / 2', { u: 'one' }),
];

const layers = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 5 }),
    activation: fc.constantFrom(...activations),
    beta: fc.constantFrom(0.5, 1, 3, 'layer' as const),
  }),
  { minLength: 2, maxLength: 3 },
);

/** A system whose layers differ, with a coupling that is a law or none, and parameters of the size of `scale`. */
const systems = fc
  .tuple(layers, fc.option(fc.constantFrom(...couplings), { nil: undefined }), fc.nat(1000), fc.constantFrom(0.1, 0.6))
  .map(([own, kind, seed, scale]) => {
    const sized = own.map(({ beta, ...layer }) => ({
      ...layer,
      beta: layer.activation === learned && typeof beta === 'string' ? 1 : beta,
    }));
    const neurons = sized.reduce((sum, { size }) => sum + size, 0);
    const key = RandomKey.fromSeed(seed);
    const graph = randomGraph(key.fold('graph'), neurons, 0.4);
    const threshold = { activation: 'tanh', layers: sized } as const;
    const spec: SystemSpec =
      kind === undefined
        ? { neurons, threshold }
        : {
            neurons,
            threshold,
            oscillators: { dimension: 2, graph, interaction: 'tanh', omega: 'none' },
            coupling: { kind, graph, kappaH: 0.7, kappaK: 1.3 },
          };
    const parameters = Object.fromEntries(
      parametersOfSystem(spec).map(({ path, shape, role }) => {
        const drawn = key.fold(path).normal(sizeOf(shape));
        return [path, role === 'lagrangian' ? drawn.map((v) => 0.5 + Math.abs(v)) : drawn.map((v) => scale * v)];
      }),
    );
    return { spec, parameters };
  });

test('no state of a system whose layers differ lies below its floor', () => {
  const met = { floor: 0, direction: 0, unknown: 0 };
  fc.assert(
    fc.property(systems, (system) => {
      const certificate = energyFloor(system.spec, system.parameters);
      met[certificate.kind]++;
      if (certificate.kind !== 'floor') return;
      const { floor } = certificate;
      expect(lowestMet(system)).toBeGreaterThan(floor - 1e-12 * Math.max(1, Math.abs(floor)));
    }),
    runs,
  );
  expect(met.floor).toBeGreaterThan(0.4 * runs.numRuns);
});

describe('by hand', () => {
  const floorOf = (certificate: EnergyFloor): number => {
    if (certificate.kind !== 'floor') throw new Error(certificate.text);
    return certificate.floor;
  };

  test('the modern Hopfield memory: half the square of its longest pattern, and log n / beta', () => {
    const patterns = [3, 0, -1, 2, 0.5, 0.5];
    const spec: SystemSpec = {
      neurons: 5,
      threshold: { activation: 'identity', layers: [2, { size: 3, activation: 'softmax', beta: 4 }] },
    };
    const certificate = energyFloor(spec, { 'hopfield.layers.0': patterns, 'hopfield.bias': new Float64Array(5) });
    expect(floorOf(certificate)).toBeCloseTo(-9 / 2 - Math.log(3) / 4, 12);
    expect(certificate.descends).toBe(true);
  });

  test('a gated coupling takes at most the sum of its weights, whatever the activities', () => {
    const graph = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
    const spec = (kind: string): SystemSpec => ({
      neurons: 2,
      threshold: { activation: 'identity' },
      oscillators: { dimension: 2, graph, interaction: 'linear', omega: 'none' },
      coupling: { kind: couplingLaw(kind, { w: 'edge' }), graph, kappaH: 1, kappaK: 1 },
    });
    const parameters = (w: number) => ({
      'hopfield.weights': new Float64Array(4),
      'hopfield.bias': new Float64Array(2),
      'kuramoto.A': [0],
      'coupling.w': [w],
    });
    expect(floorOf(energyFloor(spec('-w * r * tanh(gi * gj)'), parameters(7)))).toBeCloseTo(-7, 12);
    expect(floorOf(energyFloor(spec('-w * r^2 * gi * gj'), parameters(0.9)))).toBeCloseTo(0, 12);
    expect(energyFloor(spec('-w * r^2 * gi * gj'), parameters(1.1))).toMatchObject({
      kind: 'unknown',
      why: expect.stringMatching(/excite each other at least as strongly/),
    });
    expect(energyFloor(spec('-w * r * gi^2 * gj^2 / 1000'), parameters(1))).toMatchObject({
      kind: 'unknown',
      why: expect.stringMatching(/law of the coupling/),
    });
  });

  test('a dense memory of a third power is not known to have one', () => {
    const spec: SystemSpec = {
      neurons: 2,
      threshold: { activation: 'identity', layers: [1, { size: 1, activation: lagrangian('relu(x)^3 / 3') }] },
    };
    const found = energyFloor(spec, { 'hopfield.layers.0': [1], 'hopfield.bias': [0, 0] });
    expect(found).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/no bound of their slope/) });
  });
});
