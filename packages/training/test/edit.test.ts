import type { SystemSpec } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { editTask, type ImageSet, selectImages } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, readParameters, writeParameters } from '@hkmem/dynamics';
import { expect, test } from 'vitest';
import { evaluate, imageSource, relabel, Trainer } from '../src/index.ts';
import { engineOf, images, key, lion, settingsOf } from './glyph-memory.ts';

/** 64 pixels, 5 hidden units and 3 classes. */
const neurons = 72;
const readout = { kind: 'threshold', classes: 3 } as const;
const train = firstDigits(images.train);
const split = firstDigits(images.test);

/** The images of 0, 1 and 2. */
function firstDigits(set: ImageSet): ImageSet {
  const indices = Uint32Array.from(set.labels.keys()).filter((index) => set.labels[index]! < 3);
  return { ...selectImages(set, indices), classes: 3 };
}

test('a frozen memory is edited through its oscillators alone: 0 and 1 change their labels', async () => {
  const base = await engineOf(hopfield(neurons), 2);
  const settings = { readout, batch: 10, updates: 60 };
  await new Trainer(settingsOf(base, settings), imageSource({ set: train, neurons, key })).run();
  const before = await evaluate({ engine: base, readout, source: imageSource({ set: split, neurons, key }) });
  expect(before.accuracy).toBeGreaterThan(0.9);

  const graph = randomGraph(key.fold(2), neurons, 0.1);
  const spec: SystemSpec = hopfieldKuramoto(
    neurons,
    { activation: 'relu' },
    { dimension: 3, graph, learnedStart: true },
    { kind: 'additive' },
  );
  const engine = await engineOf(spec, 2);
  const frozen = await readParameters(base);
  const initial = await readParameters(engine);
  writeParameters(engine, frozen);
  const swap = editTask({ name: 'swap' });
  const trainable = ['kuramoto.A', 'kuramoto.B', 'coupling.alpha', 'start.s'];
  const trainer = new Trainer(
    settingsOf(engine, {
      ...settings,
      trainable,
      flow: { solver: 'heun', steps: 4, until: 1, jitter: 0.3 },
      optimiser: { ...lion, rate: 3e-2, groups: { 'start.s': { rateFactor: 3 } } },
    }),
    imageSource({ set: train, neurons, key, labels: swap.labels(train) }),
  );
  await trainer.run();

  const labels = swap.labels(split);
  const after = await evaluate({ engine, readout, source: imageSource({ set: split, neurons, key, labels }) });
  // The memory itself knows the 2 alone; two of three digits have other labels now.
  expect(relabel(before, labels).accuracy).toBeLessThan(0.4);
  expect(after.accuracy).toBeGreaterThan(0.8);
  expect(await readParameters(engine, Object.keys(frozen))).toEqual(frozen);
  for (const path of trainable) expect(await engine.readParameter(path)).not.toEqual(initial[path]);
});
