import { type Backend, cpuBackend, RandomKey } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { ring } from '@hkmem/coupling';
import { glyphs } from '@hkmem/datasets';
import { adaptiveSteps, hopfieldKuramoto, initialParameters, lawson5, tsit5, writeParameters } from '@hkmem/dynamics';
import { type Evaluation, evaluate, imageSource } from '@hkmem/training';
import { describeOn } from '@hkmem/vitest-preset/device';
import { expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';

const key = RandomKey.fromSeed(4);
const set = glyphs({ count: 30, random: key.fold('glyphs').stream() }).train;
const neurons = 64 + 3 + 10;
const spec = hopfieldKuramoto(
  neurons,
  { activation: 'relu' },
  { dimension: 6, graph: ring({ neurons, neighbours: 6 }), interaction: 'relu', omega: 'global', learnedStart: true },
  { kind: 'additive' },
);
const source = imageSource({ set, neurons, key: key.fold('batches') });
const limit = 13;

/** Class outputs of some samples, each by steps of its own; `batch` of them together. */
async function answers(backend: Backend, batch: number, solver = lawson5): Promise<Evaluation> {
  const engine = backend.createEngine(spec);
  writeParameters(engine, initialParameters(spec, key, { startNoise: 1, alpha: 0.05, coupling: 0.3 }));
  const flow = { solver, control: adaptiveSteps({ rtol: 1e-4, firstStep: 0.1 }) };
  const readout = { kind: 'threshold', classes: 10 } as const;
  try {
    return await evaluate({ engine, readout, source, limit, flow, batch, keepOutputs: true });
  } finally {
    engine.dispose();
  }
}

describeOn('wasm', await absenceOf(candidates[1]!), () => {
  test('a sample has the same steps and outputs, bit for bit, in any batch and with any number of workers', async () => {
    for (const variant of ['relaxed', 'plain'] as const) {
      let first: Evaluation | undefined;
      for (const workers of [1, 2, 4]) {
        const backend = await wasmBackend.create({ variant, workers });
        for (const batch of [limit, 1, 5]) {
          const got = await answers(backend, batch);
          first ??= got;
          expect(got.outputs).toEqual(first.outputs);
          expect(got.statistics).toEqual(first.statistics);
        }
        await backend.dispose();
      }
    }
  });

  test('a pair that keeps its last stage gives the same bits in any batch too', async () => {
    const backend = await wasmBackend.create({ workers: 1 });
    const first = await answers(backend, 4, tsit5);
    expect((await answers(backend, 1, tsit5)).outputs).toEqual(first.outputs);
    await backend.dispose();
  });

  test('outputs are those of float64 within what the tolerance allows', async () => {
    const [exact, backend] = [await cpuBackend.create({}), await wasmBackend.create({ workers: 1 })];
    const expected = await answers(exact, limit);
    const got = await answers(backend, limit);
    // The same steps but for roundings of float32, which move sizes a little.
    for (const [n, output] of expected.outputs!.entries())
      expect(Math.abs(got.outputs![n]! - output)).toBeLessThan(2e-4);
    expect(got.answers).toEqual(expected.answers);
    expect(got.statistics.accepted).toBeCloseTo(expected.statistics.accepted, -1);
    await backend.dispose();
  });
});
