import { expect, test } from 'vitest';
import {
  coupledSpec,
  engineOf,
  hopfieldSpec,
  images,
  key,
  lion,
  neurons,
  readout,
  settingsOf,
} from '../../test/glyph-memory.ts';
import { imageSource } from '../batches/image-source.ts';
import { createCheckpoint } from '../checkpoint/checkpoint.ts';
import { decodeCheckpoint } from '../checkpoint/decode-checkpoint.ts';
import { encodeCheckpoint } from '../checkpoint/encode-checkpoint.ts';
import { addProduct, initialFactors, type SymmetricFactors } from '../parametrisation/factors.ts';
import type { TrainingState } from '../parametrisation/training-state.ts';
import type { TrainerSettings } from './settings.ts';
import { Trainer } from './trainer.ts';

const source = imageSource({ set: images.train, neurons, key });
const weights = 'hopfield.weights';

async function settings(changes: Partial<TrainerSettings> = {}, rank = 3): Promise<TrainerSettings> {
  const engine = await engineOf(hopfieldSpec);
  const base = await engine.readParameter(weights);
  return settingsOf(engine, { trainable: [weights], updates: 40, lowRank: { rank, base }, ...changes });
}

function factorsOf({ factors }: TrainingState): SymmetricFactors {
  const [U, c] = [factors!['low-rank.U']!, factors!['low-rank.c']!];
  return { U: Float64Array.from(U.data), c: Float64Array.from(c.data), neurons, rank: c.shape[0]! };
}

test('lowers the loss, moves the weights by a symmetric matrix of its rank, and nothing else', async () => {
  const given = await settings({ updates: 100, optimiser: { ...lion, rate: 1e-2 } });
  const before = await given.engine.readParameter(weights);
  const bias = await given.engine.readParameter('hopfield.bias');
  const trainer = new Trainer(given, source);
  const losses: number[] = [];
  expect(await trainer.run({ onUpdate: ({ loss }) => void losses.push(loss) })).toBe('finished');
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(losses.slice(-5))).toBeLessThan(0.9 * mean(losses.slice(0, 5)));
  const after = await given.engine.readParameter(weights);
  const expected = new Float64Array(after.length);
  addProduct(before, factorsOf(await trainer.state()), expected);
  expect(Math.max(...expected.map((value, k) => Math.abs(value - after[k]!)))).toBe(0);
  expect(await given.engine.readParameter('hopfield.bias')).toEqual(bias);
  expect(readout.classes).toBe(source.classes);
});

test('begins at no correction, by the seed', async () => {
  const { U, c } = factorsOf(await new Trainer(await settings(), source).state());
  expect(U).toEqual(initialFactors(neurons, 3, 5).U);
  expect(c).toEqual(new Float64Array(3));
});

test.for(['lion', 'adam'] as const)('%s: goes on from a checkpoint as if it had not stopped', async (kind) => {
  const changes = { updates: 9, optimiser: { ...lion, kind, groups: { 'low-rank.c': { rateFactor: 10 } } } };
  const whole = new Trainer(await settings(changes), source);
  const expected: number[] = [];
  await whole.run({ onUpdate: ({ loss }) => void expected.push(loss) });
  const first = new Trainer(await settings(changes), source);
  expect(await first.run({ until: 4 })).toBe('stopped');
  const parts = { spec: hopfieldSpec, config: null, seed: 5, integration: 'heun' };
  const kept = decodeCheckpoint(encodeCheckpoint(createCheckpoint({ ...parts, state: await first.state() })));
  // What is kept is a copy.
  await first.step();
  const second = new Trainer(await settings(changes), source);
  second.restore(kept);
  const losses: number[] = [];
  await second.run({ onUpdate: ({ loss }) => void losses.push(loss) });
  expect(losses).toEqual(expected.slice(4));
  expect(await second.state()).toEqual(await whole.state());
});

test('in groups the numbers are the same', async () => {
  const one = new Trainer(await settings({ updates: 7 }), source);
  const grouped = new Trainer(await settings({ updates: 7, checkEvery: 3 }), source);
  for (const trainer of [one, grouped]) await trainer.run();
  expect(await grouped.state()).toEqual(await one.state());
});

test('refuses a state without factors or with those of another rank, and changes nothing', async () => {
  const trainer = new Trainer(await settings(), source);
  await trainer.step();
  const state = await trainer.state();
  const { factors: _, ...bare } = state;
  expect(() => trainer.restore(bare)).toThrow(/none of low-rank\.U/);
  const other = new Trainer(await settings({}, 2), source);
  await other.step();
  const narrow = await other.state();
  expect(() => trainer.restore(narrow)).toThrow(/low-rank\.U/);
  expect(await trainer.state()).toEqual(state);
});

test('refuses ranks, paths, weights and systems that do not fit', async () => {
  const given = await settings();
  const { base } = given.lowRank!;
  const make = (changes: Partial<TrainerSettings>): Trainer => new Trainer({ ...given, ...changes }, source);
  expect(() => make({ lowRank: { rank: 0, base } })).toThrow(/rank/);
  expect(() => make({ lowRank: { rank: neurons + 1, base } })).toThrow(/at most/);
  expect(() => make({ lowRank: { rank: 1, base: base.subarray(1) } })).toThrow(/base of the low-rank/);
  expect(() => make({ trainable: [weights, 'hopfield.bias'] })).toThrow(/trainable of a low-rank/);
  expect(() => make({ freezeUntil: { [weights]: 1 } })).toThrow(/freezeUntil/);
  expect(() => make({ optimiser: { ...lion, groups: { [weights]: {} } } })).toThrow(/hopfield\.weights/);
  const oscillatorsOnly = { ...coupledSpec };
  delete (oscillatorsOnly as { threshold?: unknown }).threshold;
  delete (oscillatorsOnly as { coupling?: unknown }).coupling;
  const engine = await engineOf(oscillatorsOnly);
  expect(() => make({ engine })).toThrow(/dense Hopfield/);
});
