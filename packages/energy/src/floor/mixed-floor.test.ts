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

describe('layers that differ, by hand', () => {
  type Layers = NonNullable<NonNullable<SystemSpec['threshold']>['layers']>;
  const pair = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
  /** Floor of the threshold part; an edge from one unit to the other carries `weight`. */
  const floorOf = (
    layers: Layers,
    blocks: readonly (readonly number[])[],
    bias: readonly number[],
    edge?: { readonly graph?: typeof pair; readonly weight: number; readonly kind?: string; readonly kappaH?: number },
  ): number => {
    const graph = edge?.graph ?? pair;
    const law = edge?.kind === undefined ? undefined : couplingLaw(edge.kind, { w: 'edge' });
    const spec: SystemSpec = {
      neurons: bias.length,
      threshold: { activation: 'identity', layers },
      ...(edge && {
        oscillators: { dimension: 2, graph, interaction: 'linear', omega: 'none' },
        coupling: { kind: law ?? 'network', graph, kappaH: edge.kappaH ?? 1, kappaK: 1 },
      }),
    };
    const certificate = energyFloor(spec, {
      ...Object.fromEntries(blocks.map((block, l) => [`hopfield.layers.${l}`, block])),
      'hopfield.bias': bias,
      'kuramoto.A': [0],
      [law === undefined ? 'coupling.weights' : 'coupling.w']: [edge?.weight ?? 0],
    });
    if (certificate.kind !== 'floor') throw new Error(certificate.text);
    return certificate.parts.threshold!;
  };
  const unit = (activation: 'tanh' | 'identity' | 'sigmoid' | 'relu' | 'softmax', beta = 1, size = 1) => ({
    ...{ size, activation, beta },
  });

  test('tanh units: by the spectrum or entry by entry, the better of both', () => {
    const layers = [unit('tanh'), unit('tanh', 2)];
    // The slope of the second is 2, so its curvature 1/2. By the spectrum: 0.75 g^2 / 2 - g / 2 and 0.25 g^2 / 2 + g / 4.
    expect(floorOf(layers, [[0.25]], [0.5, -0.25])).toBeCloseTo(-0.25 / 1.5 + 0.125 - 0.25, 2);
    expect(floorOf(layers, [[3]], [0, 0])).toBeCloseTo((1 - 3) / 2 + (0.5 - 3) / 2, 1);
    expect(floorOf(layers, [[-3]], [0, 0])).toBeCloseTo((1 - 3) / 2 + (0.5 - 3) / 2, 1);
  });

  test('sigmoid units that inhibit each other: entry by entry nothing is taken off', () => {
    // Curvatures 4 and 2, activities 1/2 at rest: 4 g^2 / 2 - 2 g and 2 g^2 / 2 - g are least at 1/2.
    const constant = 0.5 + 0.25 - 1.5 * Math.LN2;
    expect(floorOf([unit('sigmoid'), unit('sigmoid', 2)], [[-1]], [0, 0])).toBeCloseTo(constant - 0.75, 2);
    // An excited one takes off all of it, or 4 g^2 / 2 - 2 g less 1.
    const excited = floorOf([unit('sigmoid'), unit('sigmoid', 2)], [[1]], [0, 0]);
    expect(excited).toBeLessThan(constant - 0.75);
    expect(excited).toBeGreaterThanOrEqual(constant - 0.75 - 1 - 1e-9);
  });

  test('a linear unit is driven to the end of what a bounded one gives it', () => {
    expect(floorOf([unit('identity'), unit('tanh')], [[2]], [1, 0])).toBeCloseTo(-9 / 2, 2);
    expect(floorOf([unit('tanh'), unit('identity')], [[2]], [0, -1])).toBeCloseTo(-9 / 2, 2);
    // Of a sigmoid the ends are 0 and the weight: its own part is -log 2.
    expect(floorOf([unit('identity'), unit('sigmoid')], [[2]], [1, 0])).toBeCloseTo(-9 / 2 - Math.LN2, 2);
    expect(floorOf([unit('identity'), unit('sigmoid')], [[-2]], [1, 0])).toBeCloseTo(-1 / 2 - Math.LN2, 2);
    expect(floorOf([unit('identity'), unit('sigmoid')], [[-2]], [0, 0])).toBeCloseTo(-2 - Math.LN2, 2);
  });

  test('what an edge gives to a linear unit goes either way, whatever the order of its ends', () => {
    const layers = [unit('identity'), unit('tanh')];
    const turned = { neurons: 2, sources: Int32Array.of(1), targets: Int32Array.of(0) };
    for (const graph of [pair, turned]) {
      for (const weight of [2, -2]) {
        expect(floorOf(layers, [[0]], [1, 0], { graph, weight })).toBeCloseTo(-9 / 2, 2);
        expect(floorOf(layers, [[0]], [-1, 0], { graph, weight, kappaH: 2 })).toBeCloseTo(2 * (-4 / 2), 2);
      }
    }
  });

  test('what an edge gives is as much as the largest activity of the bounded unit', () => {
    const wide = { size: 1, activation: lagrangian('relu(x)^2 / 2 - relu(x - 3)^2 / 2') };
    for (const [layers, bias] of [
      [
        [unit('identity'), wide],
        [1, 0],
      ],
      [
        [wide, unit('identity')],
        [0, 1],
      ],
    ] as const) {
      // (1 + 2 * 3)^2 / 2.
      expect(floorOf(layers, [[0]], bias, { weight: 2 })).toBeCloseTo(-49 / 2, 1);
    }
    // Two edges to one unit add up.
    const graph = { neurons: 3, sources: Int32Array.of(0, 1), targets: Int32Array.of(2, 2) };
    const spec: SystemSpec = {
      neurons: 3,
      threshold: { activation: 'tanh', layers: [2, { size: 1, activation: 'identity' }] },
      oscillators: { dimension: 2, graph, interaction: 'linear', omega: 'none' },
      coupling: { kind: 'network', graph, kappaH: 1, kappaK: 1 },
    };
    const found = energyFloor(spec, {
      'hopfield.layers.0': [0, 0],
      'hopfield.bias': [0, 0, 1],
      'kuramoto.A': [0, 0],
      'coupling.weights': [2, -3],
    });
    if (found.kind !== 'floor') throw new Error(found.text);
    expect(found.parts.threshold).toBeCloseTo(-36 / 2, 2);
  });

  test('a simplex that excites linear units is at its best corner, and in a box where others are bounded too', () => {
    const softmax = { size: 2, activation: 'softmax', beta: 1 } as const;
    const corner = floorOf([unit('identity'), softmax], [[3, 1]], [0, 0, 0]);
    expect(corner).toBeCloseTo(-9 / 2 - Math.LN2, 9);
    const edge = { neurons: 3, sources: Int32Array.of(2), targets: Int32Array.of(0) };
    // The edge adds 1 to either corner.
    const driven = floorOf([unit('identity'), softmax], [[3, 1]], [0, 0, 0], { graph: edge, weight: -1 });
    expect(driven).toBeCloseTo(-16 / 2 - Math.LN2, 9);
    const box = floorOf(
      [unit('identity'), softmax, unit('tanh')],
      [
        [3, 1],
        [0, 0],
      ],
      [0, 0, 0, 0],
    );
    expect(box).toBeCloseTo(-16 / 2 - Math.LN2, 2);
  });

  test('linear units that are held by less are bounded by less', () => {
    // The smallest eigenvalue of [[1, -0.5], [-0.5, 1]] is 0.5.
    expect(floorOf([unit('identity'), { size: 1, activation: lagrangian('x^2 / 2') }], [[0.5]], [1, 0])).toBeCloseTo(
      -1,
      2,
    );
    expect(floorOf([unit('identity'), unit('identity')], [[0]], [1, 0], { weight: -0.5 })).toBeCloseTo(-1, 9);
  });

  test('relu units that inhibit each other are held by their own curvature', () => {
    expect(floorOf([unit('relu'), unit('relu', 2)], [[-5]], [1, 0])).toBeCloseTo(-1, 1);
  });

  test('laws of couplings count once, whatever kappaH', () => {
    const alike: Layers = [unit('identity'), unit('identity')];
    const gated = { weight: 7, kind: '-w * r * tanh(gi * gj)' };
    expect(floorOf(alike, [[0]], [0, 0], gated)).toBeCloseTo(-7, 10);
    expect(floorOf(alike, [[0]], [0, 0], { ...gated, kappaH: 2 })).toBeCloseTo(-7, 10);
    const bilinear = { weight: 1, kind: '-w * r^2 * gi * gj' };
    expect(floorOf(alike, [[0]], [1, 0], { ...bilinear, kappaH: 2 })).toBeCloseTo(2 * -1, 9);
    expect(() => floorOf(alike, [[0]], [1, 0], { ...bilinear, weight: 2.1, kappaH: 2 })).toThrow(/excite each other/);
    // With what is left beside the bilinear part: w cos(r) is at least w cos(1).
    const both = { weight: 0.5, kind: '-w * r^2 * gi * gj + w * cos(r)' };
    const found = floorOf(alike, [[0]], [1, 0], both);
    expect(found).toBeLessThanOrEqual(-1 + 0.5 * Math.cos(1) + 1e-9);
    expect(found).toBeGreaterThan(-1 + 0.5 * Math.cos(1) - 0.05);
  });
});
