import { type Engine, RandomKey } from '@hkmem/backend';
import { couplingLaw } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { randomStart } from '../../test/random-engine.ts';
import { coupledLayers } from '../../test/rest-systems.ts';
import { adaptiveSteps, fixedPoint, holdOscillators, integrate, isAtRest, withInput } from '../index.ts';
import { hasFreeLayers, layerDescent } from './layer-descent.ts';
import { packedSize, packSamples } from './packed.ts';
import { RestProblem } from './rest-problem.ts';
import type { SweepingSample } from './sweeping-sample.ts';

const batch = 5;
const N = 24;
const input = RandomKey.fromSeed(8).normal(batch * N);

function started(engine: Engine): SweepingSample[] {
  const states = packSamples(packedSize(engine.spec), randomStart(engine.spec, batch, 4), batch);
  return states.map((state, b) => ({ state, input: input.subarray(b * N, (b + 1) * N) }));
}

const multiplicative = couplingLaw('-alpha * base * r * gi * gj', { alpha: { per: 'one', start: 0.01 }, base: 'edge' });

describe.each([
  ['additive', 'additive'],
  ['of a law', multiplicative],
] as const)('layers with a coupling that is %s', (_, kind) => {
  test('never rise in a sweep, oscillators that go too far are put back', async () => {
    const engine = await coupledLayers(kind, 5);
    const problem = await RestProblem.of(engine);
    const samples = started(engine);
    let before = (await problem.energies(samples)).map(({ total }) => total);
    // One sweep more each time, since a step is judged by the sweep after it.
    for (let sweeps = 1; sweeps <= 30; sweeps++) {
      const again = started(engine);
      await layerDescent(problem, again, { below: 1e-12, sweeps });
      const after = await problem.energies(again);
      after.forEach(({ total, scale }, b) => void expect(total).toBeLessThanOrEqual(before[b]! + 1e-13 * scale));
      before = after.map(({ total }) => total);
    }
    problem.dispose();
  });

  test('rest where the flow rests, and the flow stays there', async () => {
    const engine = await coupledLayers(kind, 5);
    const start = randomStart(engine.spec, batch, 4);
    const swept = await fixedPoint(engine, start, {
      input,
      sweeps: 2000,
      newtonSteps: 0,
      rounds: 1,
      switchBelow: 1e-9,
      curvatureProducts: 0,
    });
    expect(swept.samples.map(({ code }) => code)).toEqual(new Array(batch).fill('at-rest'));
    expect(swept.samples.every(({ sweeps }) => sweeps! > 1 && sweeps! < 2000)).toBe(true);
    const fine = { control: adaptiveSteps({ rtol: 1e-9, atol: 1e-12 }), until: 20 };
    const later = await integrate(withInput(engine, input, batch), swept.state, fine);
    later.state.s!.forEach((entry, i) => void expect(entry).toBeCloseTo(swept.state.s![i]!, 6));
    later.state.x!.forEach((entry, i) => void expect(entry).toBeCloseTo(swept.state.x![i]!, 6));
  });
});

test('held oscillators stay where they are in sweeps', async () => {
  const engine = await coupledLayers('additive', 5);
  const held = Array.from({ length: N }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const start = randomStart(engine.spec, batch, 4);
  const { engine: holding } = holdOscillators(engine, held);
  const { state, samples } = await fixedPoint(holding, start, { sweeps: 500, rounds: 1, tolerance: 1e-7 });
  expect(samples.every(isAtRest)).toBe(true);
  state.s!.forEach((entry, i) => {
    if (held[Math.floor(i / 3) % N] === 1) expect(entry).toBeCloseTo(start.s![i]!, 11);
  });
});

test('a coupling within a layer, or one not linear in activities, ties layers', async () => {
  const { spec } = await coupledLayers('additive', 5);
  expect(hasFreeLayers(spec)).toBe(true);
  const coupling = spec.coupling!;
  const within = { ...coupling.graph, sources: Int32Array.of(12), targets: Int32Array.of(14) };
  expect(hasFreeLayers({ ...spec, coupling: { ...coupling, graph: within } })).toBe(false);
  const squared = couplingLaw('-a * r * gi^2 * gj^2', { a: { per: 'one', start: 0.1 } });
  expect(hasFreeLayers({ ...spec, coupling: { ...coupling, kind: squared } })).toBe(false);
});
