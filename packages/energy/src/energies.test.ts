import {
  cpuBackend,
  type HostState,
  NonFiniteError,
  parameterShapes,
  RandomKey,
  ShapeError,
  type SystemSpec,
  sizeOf,
  ValueError,
} from '@hkmem/backend';
import { caseOf, coveringFeatures, describeFeatures } from '@hkmem/backend/conformance';
import { referenceText } from '@hkmem/fixtures';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { denseTerms } from '../test/dense-energies.ts';
import { edgeGraph } from '../test/edge-graph.ts';
import { largestEntry, randomSystems, runs } from '../test/random-system.ts';
import { couplingEnergy, hopfieldEnergy, kuramotoEnergy, totalEnergy } from './energies.ts';
import { energyTerms } from './weighted-energies.ts';

const anyOmega = ['none', 'global', 'local'] as const;

describe('two neurons worked out by hand', () => {
  const graph = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
  const spec: SystemSpec = {
    neurons: 2,
    threshold: { activation: 'relu' },
    oscillators: { dimension: 2, graph, interaction: 'relu', omega: 'none' },
    coupling: { kind: 'additive', graph, kappaH: 2, kappaK: 3 },
  };
  const parameters = {
    'hopfield.weights': [1, 4, 0, -1],
    'hopfield.bias': [0.5, -0.5],
    'kuramoto.A': [0.25],
    'kuramoto.B': [2],
    'coupling.alpha': [0.125],
  };
  // r = 0.6. x = g = (1, 2), W = [[1, 2], [2, -1]].
  const state: HostState = { x: Float64Array.of(1, 2), s: Float64Array.of(1, 0, 0.6, 0.8) };

  test('terms, weights and total', () => {
    // (1 - 0.5) 1 + (2 + 0.5) 2 - 2.5 - (1 + 4 + 4 - 4) / 2.
    const hopfield = 5.5 - 2.5 - 2.5;
    const kuramoto = 0.25 * 0.6 + 2 * 0.18;
    const coupling = -0.125 * 0.6 * 1 * 2;
    const energies = totalEnergy(spec, parameters, state);
    // Sums of numbers below 6.
    expect(Math.abs(hopfieldEnergy(spec, parameters, state)[0]! - hopfield)).toBeLessThan(1e-14);
    expect(Math.abs(kuramotoEnergy(spec, parameters, state)[0]! - kuramoto)).toBeLessThan(1e-14);
    expect(Math.abs(couplingEnergy(spec, parameters, state)[0]! - coupling)).toBeLessThan(1e-14);
    expect(Math.abs(energies.hopfield![0]! - 2 * hopfield)).toBeLessThan(1e-14);
    expect(Math.abs(energies.kuramoto![0]! - 3 * kuramoto)).toBeLessThan(1e-14);
    expect(Math.abs(energies.coupling![0]! - coupling)).toBeLessThan(1e-14);
    expect(Math.abs(energies.total[0]! - (2 * hopfield + 3 * kuramoto + coupling))).toBeLessThan(1e-14);
  });

  test('a term needs its own parameters and part of the state only', () => {
    const { 'hopfield.weights': V, 'hopfield.bias': b, 'kuramoto.A': A, 'kuramoto.B': B } = parameters;
    const whole = totalEnergy(spec, parameters, state);
    expect(2 * hopfieldEnergy(spec, { 'hopfield.weights': V, 'hopfield.bias': b }, { x: state.x! })[0]!).toBe(
      whole.hopfield![0],
    );
    expect(3 * kuramotoEnergy(spec, { 'kuramoto.A': A, 'kuramoto.B': B }, { s: state.s! })[0]!).toBe(
      whole.kuramoto![0],
    );
  });

  test('bad input is named', () => {
    const { oscillators: _o, coupling: _c, ...threshold } = spec;
    const { threshold: _t, coupling: _d, ...oscillators } = spec;
    const { 'coupling.alpha': _a, ...incomplete } = parameters;
    expect(() => kuramotoEnergy(threshold, parameters, state)).toThrow('a system without oscillators');
    expect(() => hopfieldEnergy(oscillators, parameters, state)).toThrow(ValueError);
    expect(() => couplingEnergy(threshold, parameters, state)).toThrow(ValueError);
    expect(() => totalEnergy(spec, incomplete, state)).toThrow("parameter 'coupling.alpha'");
    expect(() => totalEnergy(spec, { ...parameters, 'kuramoto.A': [1, 2] }, state)).toThrow(ShapeError);
    expect(() => totalEnergy(spec, { ...parameters, 'kuramoto.A': [Number.NaN] }, state)).toThrow(NonFiniteError);
    expect(() => totalEnergy(spec, parameters, { x: state.x! })).toThrow(ShapeError);
    expect(() => totalEnergy(threshold, parameters, state)).toThrow('leave it out');
    expect(() => totalEnergy(spec, parameters, { ...state, x: Float64Array.of(1, 2, 3) })).toThrow(ShapeError);
    expect(() => totalEnergy(spec, parameters, { ...state, x: new Float64Array(4) })).toThrow('as x holds, 2');
    expect(() => totalEnergy(spec, parameters, { ...state, x: Float64Array.of(1, Number.NaN) })).toThrow(
      NonFiniteError,
    );
  });
});

interface FixtureCase {
  readonly name: string;
  readonly config: Record<string, never>;
  readonly params: Record<string, never>;
  readonly x: number[][];
  readonly S: number[][][];
  readonly energy: number[];
}

describe('coupled systems of the reference file', () => {
  const { cases } = JSON.parse(referenceText()) as { cases: FixtureCase[] };
  const graphOf = (edges: [number, number][]) => edgeGraph(12, edges);
  const coupled = cases.filter((each) => each.name.startsWith('coupled'));

  test.each(coupled)('$name', ({ config, params, x, S, energy }) => {
    const spec: SystemSpec = {
      neurons: 12,
      threshold: { activation: config['activation']! },
      oscillators: {
        dimension: config['D']!,
        graph: graphOf(config['edgesK']!),
        interaction: config['interaction']!,
        omega: 'none',
      },
      coupling: {
        kind: config['coupling']!,
        graph: graphOf(config['edgesHK']!),
        kappaH: config['kappaH']!,
        kappaK: config['kappaK']!,
      },
    };
    const phi = params['phi']! as { A: number[]; B?: number[] };
    const parameters = {
      'hopfield.weights': (params['W']! as number[][]).flat(),
      'hopfield.bias': params['b']!,
      'kuramoto.A': phi.A,
      ...(phi.B && { 'kuramoto.B': phi.B }),
      ...(params['wHK'] ? { 'coupling.weights': params['wHK'] } : { 'coupling.alpha': [params['alpha']!] }),
    };
    const { total } = totalEnergy(spec, parameters, {
      x: Float64Array.from(x.flat()),
      s: Float64Array.from(S.flat(2)),
    });
    expect(energy).toHaveLength(3);
    // The file holds float64 values below 10 of sums of about 200 terms, added in another order.
    energy.forEach((expected, b) => {
      expect(Math.abs(total[b]! - expected)).toBeLessThan(1e-12);
    });
  });
});

test('an engine gives the terms of dense sums over neurons', async () => {
  const backend = await cpuBackend.create({});
  for (const features of coveringFeatures()) {
    const { spec, batch } = caseOf(features);
    const engine = backend.createEngine(spec);
    const key = RandomKey.fromSeed(features.seed);
    const parameters: Record<string, Float64Array> = {};
    for (const [path, shape] of parameterShapes(spec)) parameters[path] = key.fold(path).normal(sizeOf(shape));
    for (const [path, values] of Object.entries(parameters)) engine.writeParameter(path, values);
    const state = engine.createState(batch);
    const host: HostState = {
      ...(spec.threshold && { x: key.fold('x').normal(batch * spec.neurons) }),
      ...(spec.oscillators && { s: key.fold('s').normal(batch * spec.neurons * spec.oscillators.dimension) }),
    };
    engine.writeState(state, host);
    const got = await energyTerms(engine, state);
    const expected = denseTerms(spec, parameters, host, batch);
    expect(Object.keys(got).sort()).toEqual([...Object.keys(expected), 'total'].sort());
    for (const [name, values] of Object.entries(expected)) {
      values.forEach((value, b) => {
        // Some hundred terms of order 1 to 10, added in another order.
        const difference = Math.abs(got[name as 'hopfield']![b]! - value);
        expect(difference, `${name} of ${describeFeatures(features)}`).toBeLessThan(
          1e-10 * Math.max(1, Math.abs(value)),
        );
      });
    }
    state.dispose();
    engine.dispose();
  }
  await backend.dispose();
});

describe('on random systems', () => {
  test('the total is the sum of the terms', () => {
    const property = fc.property(randomSystems(anyOmega), ({ spec, parameters, state, batch }) => {
      const { total, ...terms } = totalEnergy(spec, parameters, state);
      const parts = Object.values(terms);
      expect(total).toHaveLength(batch);
      expect(parts).toHaveLength(spec.coupling ? 3 : 1);
      total.forEach((energy, b) => {
        const sum = parts.reduce((a, part) => a + part[b]!, 0);
        // Three numbers, added in one order or another.
        expect(Math.abs(energy - sum)).toBeLessThan(1e-14 * largestEntry(parts.flatMap((part) => [...part])));
      });
    });
    fc.assert(property, runs);
  });

  test('a rotation common to all oscillators leaves every term as it was', () => {
    const property = fc.property(
      randomSystems(anyOmega),
      fc.double({ min: 0, max: 6, noNaN: true }),
      (system, angle) => {
        const { spec, parameters, state } = system;
        if (!spec.oscillators) return;
        const D = spec.oscillators.dimension;
        const rotated = state.s!.slice();
        for (let row = 0; row < rotated.length; row += D) {
          for (let d = 0; d + 1 < D; d++) {
            const [a, c] = [rotated[row + d]!, rotated[row + d + 1]!];
            rotated[row + d] = Math.cos(angle) * a - Math.sin(angle) * c;
            rotated[row + d + 1] = Math.sin(angle) * a + Math.cos(angle) * c;
          }
        }
        const before = totalEnergy(spec, parameters, state).total;
        const after = totalEnergy(spec, parameters, { ...state, s: rotated }).total;
        // Overlaps change by a few ulp; parameters are normals, some tens of terms of size up to 10.
        before.forEach((energy, b) => {
          expect(Math.abs(energy - after[b]!)).toBeLessThan(1e-12);
        });
      },
    );
    fc.assert(property, runs);
  });

  test('every energy is finite at |x| = 200', () => {
    const property = fc.property(randomSystems(anyOmega), ({ spec, parameters, state }) => {
      if (!state.x) return;
      const x = state.x.map((entry) => (entry < 0 ? -200 : 200));
      const { total } = totalEnergy(spec, parameters, { ...state, x });
      // |E| is at most kappa times a few times N^2 200^2 times a normal.
      expect(total.every((energy) => Math.abs(energy) < 1e8)).toBe(true);
    });
    fc.assert(property, runs);
  });
});
