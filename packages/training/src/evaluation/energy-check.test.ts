import { adaptiveSteps, euler, fixedSteps, hopfield, rk4 } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { coupledSpec, engineOf, hopfieldSpec, images, key, neurons, readout } from '../../test/glyph-memory.ts';
import { imageSource } from '../batches/image-source.ts';
import { evaluate } from './evaluate.ts';

const source = imageSource({ set: images.test, neurons, key });
const fixed = { solver: rk4, control: fixedSteps(6) };

function diagonal(value: number): Float64Array {
  return Float64Array.from({ length: neurons ** 2 }, (_, k) => (k % (neurons + 1) === 0 ? value : 0));
}

describe('the energy check', () => {
  test('finds no rise beyond rounding along well integrated flows, term by term', async () => {
    const engine = await engineOf(coupledSpec);
    const flow = { control: adaptiveSteps({ rtol: 1e-5, atol: 1e-8 }), renormalise: true };
    const { energy, statistics } = await evaluate({
      engine,
      readout,
      source,
      limit: 6,
      batch: 5,
      flow,
      energyCheck: true,
    });
    expect(energy!.relative).toBeLessThanOrEqual(energy!.allowance);
    // Batches of 5 and 3 samples have step patterns of their own.
    expect(energy!.intervals).toBeGreaterThanOrEqual(3 * statistics.accepted);
    expect(energy!.intervals).toBeLessThanOrEqual(5 * statistics.accepted);
  });

  test('finds what steps that are too large do, and where', async () => {
    // dx/dt = -9 tanh(x) - x falls to 0 within 1/10; an Euler step of 1/2 throws x far to the other side.
    const engine = await engineOf(hopfield(neurons, { activation: 'tanh' }));
    engine.writeParameter('hopfield.weights', diagonal(-9));
    engine.writeParameter('hopfield.bias', new Float64Array(neurons));
    const options = { engine, readout, source, flow: { solver: euler, control: fixedSteps(2) }, energyCheck: true };
    const { energy } = await evaluate({ ...options, batch: 25 });
    expect(energy!.relative).toBeGreaterThan(0.1);
    expect(energy!.absolute).toBeGreaterThan(0);
    // Both steps overshoot.
    expect([energy!.from, energy!.to]).toEqual([0, 1]);
    const alone = await evaluate({ ...options, limit: energy!.sample! + 1 });
    expect(alone.energy).toMatchObject({
      sample: energy!.sample,
      relative: energy!.relative,
      absolute: energy!.absolute,
    });
  });

  test('is absent unless asked for', async () => {
    const engine = await engineOf(hopfieldSpec);
    expect(await evaluate({ engine, readout, source, flow: fixed })).not.toHaveProperty('energy');
  });
});
