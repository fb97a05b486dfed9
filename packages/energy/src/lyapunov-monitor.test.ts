import {
  fieldOf,
  NonFiniteError,
  normaliseRows,
  RandomKey,
  referenceSystem,
  type SampleState,
  ShapeError,
  ValueError,
} from '@hkmem/backend';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RandomSystem, randomSystems, runs } from '../test/random-system.ts';
import { totalEnergy } from './energies.ts';
import { LyapunovMonitor, summandsOf } from './lyapunov-monitor.ts';
import { float64Parameters } from './parameters.ts';

const exact = { precision: 'float64', summands: 1 } as const;

/** The first sample's flow by `steps` classical Runge-Kutta steps, s renormalised after each, under a monitor. */
function watchedFlow({ spec, parameters, state, batch }: RandomSystem, step: number, steps: number): LyapunovMonitor {
  const system = referenceSystem(spec, float64Parameters(spec, parameters));
  const part = (values: ArrayLike<number> = []): Float64Array =>
    Float64Array.from(values).slice(0, values.length / batch);
  const at: SampleState = { x: part(state.x), s: part(state.s) };
  const slope = (from: SampleState): SampleState => {
    const out = { x: new Float64Array(at.x.length), s: new Float64Array(at.s.length) };
    fieldOf(system, from, out);
    return out;
  };
  const moved = (k: SampleState, h: number): SampleState => ({
    x: at.x.map((entry, i) => entry + h * k.x[i]!),
    s: at.s.map((entry, i) => entry + h * k.s[i]!),
  });
  const monitor = LyapunovMonitor.of({ precision: 'float64', spec });
  const D = spec.oscillators?.dimension ?? 1;
  for (let n = 0; n <= steps; n++) {
    normaliseRows(at.s, at.s, at.s.length / D, D);
    monitor.observe(
      n * step,
      totalEnergy(spec, parameters, { ...(spec.threshold && { x: at.x }), ...(spec.oscillators && { s: at.s }) }),
    );
    const k1 = slope(at);
    const k2 = slope(moved(k1, step / 2));
    const k3 = slope(moved(k2, step / 2));
    const k4 = slope(moved(k3, step));
    for (const name of ['x', 's'] as const) {
      at[name].forEach((entry, i) => {
        at[name][i] = entry + (step / 6) * (k1[name][i]! + 2 * k2[name][i]! + 2 * k3[name][i]! + k4[name][i]!);
      });
    }
  }
  return monitor;
}

describe('along flows of random systems', () => {
  // Steps of 0.01 are short beside the fastest rate of 7 neurons with normal parameters, some tens.
  test('E does not rise without a local omega', () => {
    const property = fc.property(randomSystems(['none', 'global']), (system) => {
      const monitor = watchedFlow(system, 0.01, 60);
      expect(monitor.trace).toHaveLength(61);
      expect(monitor.holds(), JSON.stringify(monitor.largestRise)).toBe(true);
    });
    fc.assert(property, { ...runs, numRuns: 80 });
  });

  test('E rises in many with a local omega', () => {
    const samples = fc.sample(randomSystems(['local']), { ...runs, numRuns: 80 });
    const turning = samples.filter(({ spec }) => spec.oscillators !== undefined);
    const broken = turning.filter((system) => !watchedFlow(system, 0.01, 60).holds());
    expect(broken.length).toBeGreaterThan(0.1 * turning.length);
  });
});

describe('what it reports', () => {
  test('the largest rise, absolute and relative, with its sample and times', () => {
    const monitor = new LyapunovMonitor(exact);
    monitor.observe(0, [10, 100]);
    monitor.observe(0.5, [4, 90]);
    monitor.observe(0.75, [5, 92]);
    monitor.observe(1, [3, 80]);
    expect(monitor.largestRise).toEqual({ absolute: 1, relative: 0.1, sample: 0, from: 0.5, to: 0.75 });
    expect(monitor.holds()).toBe(false);
    expect(monitor.holds(0.09)).toBe(false);
    expect(monitor.holds(0.1)).toBe(true);
    expect(monitor.scale).toEqual(Float64Array.of(10, 100));
    expect(monitor.trace.map(({ t, energies }) => [t, ...energies])).toEqual([
      [0, 10, 100],
      [0.5, 4, 90],
      [0.75, 5, 92],
      [1, 3, 80],
    ]);
  });

  test('a rise is told from when the energy was lowest first', () => {
    const monitor = new LyapunovMonitor(exact);
    for (const [t, energy] of [2, 1, 1, 3].entries()) monitor.observe(t, [energy]);
    expect(monitor.largestRise).toMatchObject({ absolute: 2, from: 1, to: 3 });
  });

  test('a creep counts as one rise', () => {
    const monitor = new LyapunovMonitor(exact);
    for (let n = 0; n <= 10; n++) monitor.observe(n, [1 + n * 2 ** -52]);
    expect(monitor.largestRise).toMatchObject({ absolute: 10 * 2 ** -52, from: 0, to: 10 });
    expect(monitor.holds()).toBe(false);
  });

  test('a tolerance is a number from 0', () => {
    const monitor = new LyapunovMonitor(exact);
    expect(monitor.holds(0)).toBe(true);
    for (const tolerance of [Number.NaN, -1e-9]) expect(() => monitor.holds(tolerance)).toThrow(ValueError);
  });

  test('nothing has risen before the second look, nor in a fall', () => {
    const monitor = new LyapunovMonitor(exact);
    expect(monitor.largestRise).toBeUndefined();
    monitor.observe(0, [0]);
    monitor.observe(1, [-1]);
    expect(monitor.largestRise).toBeUndefined();
    expect(monitor.holds()).toBe(true);
  });

  test('terms that cancel count by their size, and are kept', () => {
    const terms = { hopfield: Float64Array.of(-300), kuramoto: Float64Array.of(301), total: Float64Array.of(1) };
    const monitor = new LyapunovMonitor(exact);
    monitor.observe(0, terms);
    monitor.observe(1, { ...terms, total: Float64Array.of(1 + 601e-3) });
    terms.total[0] = 7;
    expect(monitor.largestRise?.relative).toBeCloseTo(1e-3, 12);
    expect(monitor.trace[0]!.energies[0]).toBe(1);
    expect(monitor.trace[0]!.terms!.kuramoto![0]).toBe(301);
  });
});

describe('the allowance', () => {
  test('grows with the summands and the roundoff', () => {
    expect(new LyapunovMonitor(exact).allowance).toBe(8 * 2 ** -53);
    expect(new LyapunovMonitor({ precision: 'float32', summands: 100 }).allowance).toBe(80 * 2 ** -24);
  });

  test('counts the longest chain of additions', () => {
    const graph = (edges: number) => ({
      neurons: 40,
      sources: Int32Array.from({ length: edges }, (_, e) => e),
      targets: Int32Array.from({ length: edges }, (_, e) => e + 1),
    });
    const threshold = { activation: 'relu' } as const;
    const oscillators = { dimension: 3, graph: graph(39), interaction: 'linear', omega: 'none' } as const;
    const coupling = { kind: 'additive', graph: graph(20), kappaH: 1, kappaK: 1 } as const;
    expect(summandsOf({ neurons: 40, threshold })).toBe(80);
    expect(summandsOf({ neurons: 40, oscillators })).toBe(42);
    expect(summandsOf({ neurons: 40, oscillators: { ...oscillators, graph: graph(5) } })).toBe(8);
    expect(summandsOf({ neurons: 40, threshold, oscillators, coupling })).toBe(80);
  });

  test('covers sums in float32, one number after another', () => {
    const property = fc.property(fc.nat(), fc.integer({ min: 2, max: 5000 }), (seed, summands) => {
      const monitor = new LyapunovMonitor({ precision: 'float32', summands });
      const values = RandomKey.fromSeed(seed).normal(summands);
      const inexact = Float32Array.from(values, (value) => 1 + 0.5 * value);
      let [sum, rounded] = [0, 0];
      for (const value of inexact) {
        sum += value;
        rounded = Math.fround(rounded + value);
      }
      // A flow that stands still: once the energy is right, once rounded, in the order that shows a rise.
      monitor.observe(0, [Math.min(sum, rounded)]);
      monitor.observe(1, [Math.max(sum, rounded)]);
      expect(monitor.holds(), JSON.stringify(monitor.largestRise)).toBe(true);
    });
    fc.assert(property, runs);
  });
});

describe('refuses what cannot be a flow and keeps its trace', () => {
  const monitor = new LyapunovMonitor(exact);
  monitor.observe(0, [1, 2]);
  test.each([
    ['a time that stands', 0, [1, 2], ValueError],
    ['a time that is none', Number.NaN, [1, 2], ValueError],
    ['another batch', 1, [1], ShapeError],
    ['a diverged sample', 1, [1, Number.NaN], NonFiniteError],
    ['an overflow', 1, [Number.POSITIVE_INFINITY, 1], NonFiniteError],
  ])('%s', (_name, t, energies, error) => {
    expect(() => monitor.observe(t, energies)).toThrow(error);
    expect(monitor.trace).toHaveLength(1);
  });

  test('names time and sample', () => {
    expect(() => monitor.observe(2, [0, Number.NaN])).toThrow('energies at t = 2: entry 1 is NaN');
    expect(() => new LyapunovMonitor({ ...exact, summands: 0 })).toThrow(ValueError);
    expect(() => new LyapunovMonitor(exact).observe(0, [])).toThrow(ShapeError);
  });
});
