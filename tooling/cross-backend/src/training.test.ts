import { type Backend, RandomKey } from '@hkmem/backend';
import { ring } from '@hkmem/coupling';
import { glyphs } from '@hkmem/datasets';
import { hopfieldKuramoto, initialParameters, writeParameters } from '@hkmem/dynamics';
import { createCheckpoint, decodeCheckpoint, encodeCheckpoint, imageSource, Trainer } from '@hkmem/training';
import { describeOn } from '@hkmem/vitest-preset/device';
import { describe, expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';

const key = RandomKey.fromSeed(4);
const set = glyphs({ count: 60, random: key.fold('glyphs').stream() }).train;
const neurons = 64 + 6 + 10;
const graph = ring({ neurons, neighbours: 6 });
const spec = hopfieldKuramoto(
  neurons,
  { activation: 'tanh' },
  { dimension: 3, graph, interaction: 'tanh', omega: 'global', learnedStart: true },
  { kind: 'additive' },
);
const updates = 20;

/** A trainer of all parameters at small size; the same seed and data on every backend. */
function trainerOn(backend: Backend): Trainer {
  const engine = backend.createEngine(spec);
  writeParameters(engine, initialParameters(spec, key, { startNoise: 1, alpha: 0.05 }));
  return new Trainer(
    {
      engine,
      readout: { kind: 'threshold', classes: 10 },
      flow: { solver: 'rk4', steps: 2, until: 1, jitter: 0.5 },
      // Adam, since Lion takes the sign: entries near 0 would go different ways in float32 and float64.
      optimiser: { kind: 'adam', rate: 3e-3, schedule: { kind: 'linear', updates } },
      trainable: [...engine.shapes.keys()],
      batch: 12,
      updates,
      seed: 4,
    },
    imageSource({ set, neurons, key: key.fold('batches') }),
  );
}

async function losses(trainer: Trainer, until = updates): Promise<number[]> {
  const curve: number[] = [];
  await trainer.run({ until, onUpdate: ({ loss }) => void curve.push(loss) });
  return curve;
}

const expected = (async (): Promise<number[]> => {
  const backend = await candidates[0]!.create();
  return losses(trainerOn(backend));
})();

test('the loss falls in the float64 reference', async () => {
  const curve = await expected;
  expect(curve.length).toBe(updates);
  expect(curve.at(-1)).toBeLessThan(0.8 * curve[0]!);
});

for (const candidate of candidates.slice(1)) {
  describeOn(candidate.device, await absenceOf(candidate), () => {
    describe(`training on ${candidate.title}`, () => {
      test('gives the loss curve of the float64 reference within 1e-3 over 20 updates', async () => {
        const backend = await candidate.create();
        const curve = await losses(trainerOn(backend));
        const reference = await expected;
        expect(curve.length).toBe(updates);
        curve.forEach((loss, n) => {
          expect(Math.abs(loss / reference[n]! - 1), `update ${n}`).toBeLessThan(1e-3);
        });
        await backend.dispose();
      });

      test('goes on from a checkpoint of the float64 reference', async () => {
        const cpu = await candidates[0]!.create();
        const first = trainerOn(cpu);
        await losses(first, 10);
        const config = { task: 'glyphs' };
        const integration = 'rk4 x 2, jittered';
        const state = await first.state();
        const bytes = encodeCheckpoint(createCheckpoint({ spec, state, config, seed: 4, integration }));
        const backend = await candidate.create();
        const second = trainerOn(backend);
        second.restore(decodeCheckpoint(bytes));
        expect(second.update).toBe(10);
        const curve = await losses(second);
        const reference = (await expected).slice(10);
        curve.forEach((loss, n) => {
          expect(Math.abs(loss / reference[n]! - 1), `update ${10 + n}`).toBeLessThan(1e-3);
        });
        await backend.dispose();
      });
    });
  });
}
