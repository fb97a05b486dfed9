import { type ParameterValues, RandomKey, type SystemSpec } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowestMet } from '../../test/lowest-met.ts';
import { type RandomSystem, randomSystems, runs } from '../../test/random-system.ts';
import { totalEnergy } from '../energies.ts';
import { energyFloor, floorOf } from './certify.ts';
import { checkActivities } from './check-activities.ts';
import type { EnergyFloor } from './energy-floor.ts';

const all = ['none', 'global', 'local'] as const;

/** Hopfield weights times a factor, so that relu and identity have a floor at times. */
function scaled({ spec, parameters, ...rest }: RandomSystem, factor: number): RandomSystem {
  const smaller = Object.entries(parameters).map(([path, values]) => {
    const shrinks =
      path.startsWith('hopfield.weights') || path.startsWith('hopfield.layers') || path.startsWith('coupling');
    return [path, shrinks ? Array.from(values, (value) => factor * value) : values] as const;
  });
  return { spec, parameters: Object.fromEntries(smaller), ...rest };
}

function certify(activation: 'relu' | 'identity' | 'tanh', W: readonly number[], b: readonly number[]): EnergyFloor {
  return energyFloor({ neurons: b.length, threshold: { activation } }, { 'hopfield.weights': W, 'hopfield.bias': b });
}

describe('of random systems', () => {
  test.for([1, 0.15])('with weights times %f, no state lies below a floor', (factor) => {
    const met = { floor: 0, direction: 0, unknown: 0 };
    const property = fc.property(randomSystems(all), (random) => {
      const system = scaled(random, factor);
      const certificate = energyFloor(system.spec, system.parameters);
      met[certificate.kind]++;
      if (certificate.kind !== 'floor') return;
      const lowest = lowestMet(system);
      // Rounding of an energy of this size.
      expect(lowest).toBeGreaterThan(certificate.floor - 1e-12 * Math.max(1, Math.abs(certificate.floor)));
    });
    fc.assert(property, runs);
    expect(met.floor).toBeGreaterThan(0.4 * runs.numRuns);
  });

  test('a direction is one in which the energy falls as it says', () => {
    let met = 0;
    const property = fc.property(randomSystems(all), ({ spec, parameters }) => {
      const certificate = energyFloor(spec, parameters);
      if (certificate.kind !== 'direction') return;
      met++;
      const { direction, rate } = certificate;
      const along = [1e4, 1e5, 1e6].map((t) => {
        const state = { x: Float64Array.from(direction.x!, (d) => t * d), ...(direction.s && { s: direction.s }) };
        return totalEnergy(spec, parameters, state).total[0]! / t ** 2;
      });
      expect(rate).toBeGreaterThan(0);
      // The bias and E_K are nothing beside t^2 = 1e12: their share is 1e-6 |b| and less.
      expect(Math.abs(along[2]! + rate)).toBeLessThan(1e-4 * Math.max(1, rate));
      expect(along[2]! * 1e12).toBeLessThan(along[1]! * 1e10);
      expect(along[1]! * 1e10).toBeLessThan(along[0]! * 1e8);
    });
    fc.assert(property, runs);
    expect(met).toBeGreaterThan(0.15 * runs.numRuns);
  });
});

describe('by hand', () => {
  test('one linear unit has the floor -b^2 / (2 (1 - w)), which its rest reaches', () => {
    const certificate = certify('identity', [0.5], [3]);
    expect(certificate).toMatchObject({ kind: 'floor', descends: true });
    if (certificate.kind === 'floor') expect(certificate.floor).toBeCloseTo(-9, 12);
    const energy = totalEnergy(
      { neurons: 1, threshold: { activation: 'identity' } },
      { 'hopfield.weights': [0.5], 'hopfield.bias': [3] },
      { x: Float64Array.of(6) },
    );
    expect(energy.total[0]).toBeCloseTo(-9, 12);
  });

  test('relu units that only inhibit each other have a floor whatever the spectrum', () => {
    const inhibiting = certify('relu', [0, -5, -5, 0], [1, 1]);
    expect(inhibiting.kind).toBe('floor');
    expect(certify('identity', [0, -5, -5, 0], [1, 1])).toMatchObject({ kind: 'direction', rate: 2 });
    expect(certify('relu', [0, 5, 5, 0], [1, 1])).toMatchObject({ kind: 'direction', rate: 2 });
    expect(certify('relu', [0.2, 0.1, 0.1, 0.2], [1, 1]).kind).toBe('floor');
  });

  test('the edge between both is not known, and says why', () => {
    const edge = certify('relu', [0, 1, 1, 0], [0, 0]);
    expect(edge.kind).toBe('unknown');
    expect(edge.text).toMatch(/largest eigenvalue of W lies between 1 and 1, which is not below 1/);
  });

  test('the direction names the way out', () => {
    expect(certify('relu', [0, 5, 5, 0], [1, 1]).text).toMatch(
      /no floor: it falls as -2 t\^2 where 2 of 2 activities.*tanh, sigmoid, softmax.*below 1.*end time/,
    );
  });

  test('tanh units have a floor for any weights, and it grows with them', () => {
    const [small, large] = [certify('tanh', [0, 1, 1, 0], [0, 0]), certify('tanh', [0, 9, 9, 0], [0, 0])];
    if (small.kind !== 'floor' || large.kind !== 'floor') throw new Error('no floor');
    // Half of (1 - 9) (1 + 1): both units at 1, where L* is taken as g^2 / 2.
    expect(large.floor).toBeCloseTo(-8, 6);
    expect(small.floor).toBeCloseTo(0, 6);
  });
});

describe('couplings and interactions by hand', () => {
  const pair = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
  const network = (
    activation: 'relu' | 'tanh',
    layers?: readonly { readonly size: number; readonly beta: number }[],
  ) => {
    return {
      neurons: 2,
      threshold: { activation, ...(layers && { layers }) },
      oscillators: { dimension: 2, graph: pair, interaction: 'linear', omega: 'none' },
      coupling: { kind: 'network', graph: pair, kappaH: 1, kappaK: 1 },
    } as const satisfies SystemSpec;
  };
  const none = { 'hopfield.bias': [0, 0], 'kuramoto.A': [0], 'kuramoto.B': [0] };

  test('relu units that oscillators part and drive fall for ever where those point away from each other', () => {
    // The weight between both is -4 times their overlap: 4 where it is -1, which is above 1.
    const certificate = energyFloor(network('relu'), {
      ...none,
      'hopfield.weights': [0, 0, 0, 0],
      'coupling.weights': [-4],
    });
    if (certificate.kind !== 'direction') throw new Error(certificate.text);
    const { s, x } = certificate.direction;
    expect(s![0]! * s![2]! + s![1]! * s![3]!).toBeCloseTo(-1, 12);
    expect(x![0]).toBeGreaterThan(0);
    expect(x![1]).toBeCloseTo(x![0]!, 6);
  });

  test('a weight between tanh units of two layers takes itself off, whatever its sign', () => {
    const layers = [
      { size: 1, beta: 1 },
      { size: 1, beta: 2 },
    ];
    for (const weight of [3, -3, 0]) {
      const certificate = energyFloor(network('tanh', layers), {
        ...none,
        'hopfield.layers.0': [0],
        'coupling.weights': [weight],
      });
      if (certificate.kind !== 'floor') throw new Error(certificate.text);
      expect(certificate.floor).toBeCloseTo(-Math.abs(weight), 12);
    }
  });

  test('MLPs of single edges have a floor each', () => {
    const key = RandomKey.fromSeed(3);
    const [inner, outer] = [key.fold('inner').normal(6), key.fold('outer').normal(6)];
    const floorWith = (edges: readonly number[]): number => {
      const graph = {
        neurons: 3,
        sources: Int32Array.from(edges),
        targets: Int32Array.from(edges, (edge) => edge + 1),
      };
      const own = (values: Float64Array): number[] => edges.flatMap((e) => [...values.slice(3 * e, 3 * e + 3)]);
      const spec: SystemSpec = {
        neurons: 3,
        oscillators: { dimension: 2, graph, interaction: 'mlpPerEdge', hidden: [3], omega: 'none' },
      };
      const parameters: ParameterValues = {
        'kuramoto.mlp.weights.0': own(inner),
        'kuramoto.mlp.biases.0': edges.flatMap(() => [0.1, -0.2, 0.3]),
        'kuramoto.mlp.weights.1': own(outer),
        'kuramoto.mlp.biases.1': edges.map(() => 0),
      };
      const certificate = energyFloor(spec, parameters);
      if (certificate.kind !== 'floor') throw new Error(certificate.text);
      return certificate.floor;
    };
    const [first, second] = [floorWith([0]), floorWith([1])];
    expect(Math.abs(first - second)).toBeGreaterThan(0.01);
    expect(floorWith([0, 1])).toBeCloseTo(first + second, 10);
  });
});

test('a local omega is said to raise the energy, a global one to go on turning', () => {
  const graph = randomGraph(RandomKey.fromSeed(1), 6, 0.5);
  const of = (omega: 'none' | 'global' | 'local'): EnergyFloor => {
    const spec: SystemSpec = { neurons: 6, oscillators: { dimension: 3, graph, interaction: 'linear', omega } };
    const A = new Float64Array(graph.sources.length).fill(-2);
    const size = omega === 'local' ? 54 : 9;
    const parameters: ParameterValues = {
      'kuramoto.A': A,
      ...(omega !== 'none' && { 'kuramoto.omega': new Float64Array(size) }),
    };
    return energyFloor(spec, parameters);
  };
  expect(of('none')).toMatchObject({ descends: true, floor: -2 * graph.sources.length });
  expect(of('global').text).toMatch(/comes to rest, but for the rotation common to all/);
  expect(of('local')).toMatchObject({ kind: 'floor', descends: false });
  expect(of('local').text).toMatch(/may rise along the flow, so nothing says/);
});

test('Lagrangians that are not convex promise nothing', () => {
  const found = energyFloor(
    { neurons: 2, threshold: { activation: 'logSumRelu' } },
    { 'hopfield.weights': [0, 0, 0, 0], 'hopfield.bias': [0, 0] },
  );
  expect(found).toMatchObject({ kind: 'unknown', why: 'its Lagrangian is not convex', descends: false });
  expect(found).not.toHaveProperty('spectrum');
});

test('a floor says what its spectrum was, and the text what it is', () => {
  const found = certify('tanh', [0, 1, 1, 0], [0.5, 0]);
  expect(found).toMatchObject({ kind: 'floor', parts: { threshold: expect.closeTo(-0.5, 9) } });
  expect(found.spectrum!.low).toBeCloseTo(1, 9);
  expect(found.text).toBe('The energy is nowhere below -0.5. It never rises, so the flow comes to rest.');
  expect(certify('relu', [0, 1, 1, 0], [0, 0]).spectrum!.high).toBeCloseTo(1, 9);
  const { direction, spectrum } = certify('relu', [0, 5, 5, 0], [1, 1]) as Extract<EnergyFloor, { kind: 'direction' }>;
  expect(spectrum!.high).toBeGreaterThan(1);
  expect(Math.hypot(...direction.x!)).toBeCloseTo(1, 12);
});

test('floorOf reads the parameters of an engine', async () => {
  const parameters: Record<string, Float64Array> = {
    'hopfield.weights': Float64Array.of(0, 5, 5, 0),
    'hopfield.bias': new Float64Array(2),
  };
  const engine = {
    spec: { neurons: 2, threshold: { activation: 'relu' } } as const,
    shapes: new Map([
      ['hopfield.weights', [2, 2]],
      ['hopfield.bias', [2]],
    ] as const),
    readParameter: async (path: string) => parameters[path]!,
  };
  expect(await floorOf(engine)).toMatchObject({ kind: 'direction', rate: 2 });
});

test('parameters that do not fit are refused by name', () => {
  const spec: SystemSpec = { neurons: 2, threshold: { activation: 'tanh' } };
  expect(() => energyFloor(spec, { 'hopfield.bias': [0, 0] })).toThrow(/parameter 'hopfield.weights': got nothing/);
});

test('values that no unit reaches are refused', () => {
  expect(() => checkActivities('cue', 'tanh', [0.5, -1])).not.toThrow();
  expect(() => checkActivities('cue', 'sigmoid', [0.5, -1])).toThrow(
    /cue: entry 1: got -1, allowed is 0 to 1, the activ/,
  );
  expect(() => checkActivities('cue', 'relu', [NaN])).toThrow(/cue: entry 0: got NaN/);
  expect(() => checkActivities('cue', 'softmax', [0.5])).toThrow(/do not sum to 1/);
});
