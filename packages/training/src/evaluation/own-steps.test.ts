import { adaptiveSteps, lawson5 } from '@hkmem/dynamics';
import { expect, test } from 'vitest';
import { coupledSpec, engineOf, images, key, neurons, readout } from '../../test/glyph-memory.ts';
import { imageSource } from '../batches/image-source.ts';
import { evaluate } from './evaluate.ts';

const source = imageSource({ set: images.test, neurons, key });
const limit = 11;
const engine = await engineOf(coupledSpec);
const settings = { engine, readout, source, limit, keepOutputs: true, energyCheck: true } as const;
const flow = { control: adaptiveSteps({ rtol: 1e-4, firstStep: 0.1 }), solver: lawson5 };

test('steps of samples do not depend on the batch, nor do outputs, energies and what it cost', async () => {
  const { seconds: _, ...first } = await evaluate({ ...settings, flow, batch: 4 });
  for (const batch of [1, 11, 200]) {
    const { seconds: __, ...other } = await evaluate({ ...settings, flow, batch });
    expect(other).toEqual(first);
  }
  expect(first.statistics.batches).toBe(limit);
  expect(first.statistics.evaluations).toBe(6 * (first.statistics.accepted + first.statistics.rejected));
  expect(first.energy!.intervals).toBe(first.statistics.accepted);
  expect(first.energy!.relative).toBeLessThan(1e-4);
});

test('outputs are those of a fine integration within the tolerance, with no more evaluations than shared steps take', async () => {
  const few = { ...settings, limit: 5, energyCheck: false };
  const fine = await evaluate({
    ...few,
    flow: { control: adaptiveSteps({ rtol: 1e-6, atol: 1e-9 }), solver: lawson5 },
  });
  const own = await evaluate({ ...few, flow });
  const shared = await evaluate({ ...few, flow, sharedSteps: true });
  const perImage = ({ statistics }: typeof own): number => statistics.evaluations / statistics.batches;
  expect(perImage(own)).toBeLessThanOrEqual(perImage(shared));
  expect([own.statistics.batches, shared.statistics.batches]).toEqual([5, 1]);
  // rtol 1e-4 a step, outputs of size 1.
  for (const [n, output] of fine.outputs!.entries()) expect(Math.abs(own.outputs![n]! - output)).toBeLessThan(1e-3);
});

test('energies of samples with steps of their own show a rise, and where', async () => {
  const crude = { control: adaptiveSteps({ rtol: 1, atol: 1, firstStep: 0.5 }), until: 40 };
  const { energy } = await evaluate({ ...settings, flow: crude, batch: 4 });
  expect(energy!.relative).toBeGreaterThan(energy!.allowance);
  const alone = await evaluate({ ...settings, flow: crude, limit: energy!.sample! + 1 });
  expect(alone.energy).toMatchObject({ sample: energy!.sample, from: energy!.from, to: energy!.to });
});
