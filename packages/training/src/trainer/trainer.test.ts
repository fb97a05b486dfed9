import type { Engine } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
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
  withMethods,
} from '../../test/glyph-memory.ts';
import { imageSource } from '../batches/image-source.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { adamDefaults } from '../optimiser/optimiser.ts';
import type { TrainerSettings } from './settings.ts';
import { Trainer, type UpdateReport } from './trainer.ts';

const source = imageSource({ set: images.train, neurons, key });
const oscillatorPaths = ['kuramoto.A', 'kuramoto.B', 'kuramoto.omega', 'coupling.alpha', 'start.s'];
const adam = { ...adamDefaults, rate: 3e-3 };

async function trainerOf(changes: Partial<TrainerSettings> = {}, spec = hopfieldSpec): Promise<Trainer> {
  return new Trainer(settingsOf(await engineOf(spec), changes), source);
}

async function lossesOf(trainer: Trainer, until?: number): Promise<number[]> {
  const losses: number[] = [];
  const onUpdate = ({ loss }: UpdateReport): void => void losses.push(loss);
  await trainer.run({ onUpdate, ...(until !== undefined && { until }) });
  return losses;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test('a memory of drawn digits is learned: the loss falls and answers are right far beyond chance', async () => {
  const engine = await engineOf(hopfieldSpec);
  const losses = await lossesOf(new Trainer(settingsOf(engine), source));
  expect(losses).toHaveLength(100);
  expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 10)) / 2);
  // One in ten by chance.
  const split = imageSource({ set: images.test, neurons, key });
  expect((await evaluate({ engine, readout, source: split })).accuracy).toBeGreaterThan(0.5);
});

describe('a run that was stopped', () => {
  test.for([
    ['lion', { optimiser: lion }],
    ['adam, with a parameter that joins later', { optimiser: adam, freezeUntil: { 'coupling.alpha': 5 } }],
    ['lion, losses looked at in groups', { optimiser: lion, checkEvery: 3 }],
  ] as const)('goes on bit for bit as if it was not (%s)', async ([, changes]) => {
    const settings = { ...changes, trainable: ['hopfield.bias', ...oscillatorPaths], updates: 9, batch: 5 };
    const whole = await trainerOf(settings, coupledSpec);
    const losses = await lossesOf(whole);
    const first = await trainerOf(settings, coupledSpec);
    const before = await lossesOf(first, 4);
    const kept = await first.state();
    const second = new Trainer(settingsOf(await engineOf(coupledSpec, 99), settings), source);
    second.restore(kept);
    expect(second.update).toBe(4);
    expect([...before, ...(await lossesOf(second))]).toEqual(losses);
    expect(await second.state()).toEqual(await whole.state());
  });

  test('ends at `until`, at the signal, and at the last update', async () => {
    const trainer = await trainerOf({ updates: 6 });
    expect(await trainer.run({ until: 2 })).toBe('stopped');
    expect(trainer.update).toBe(2);
    const stop = new AbortController();
    const onUpdate = ({ update }: UpdateReport): void => {
      if (update === 4) stop.abort();
    };
    expect(await trainer.run({ onUpdate, signal: stop.signal })).toBe('stopped');
    expect(trainer.update).toBe(4);
    expect(await trainer.run({ until: 100 })).toBe('finished');
    expect(trainer.update).toBe(6);
    expect(await trainer.run()).toBe('finished');
  });

  test('lets timers in, though all its work is on the host', async () => {
    const trainer = await trainerOf({ updates: 500 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1);
    expect(await trainer.run({ signal: stop.signal })).toBe('stopped');
    expect(trainer.update).toBeLessThan(500);
  });
});

describe('updates', () => {
  test('in groups are those that are looked at one by one', async () => {
    const [single, grouped] = [await trainerOf({ updates: 8 }), await trainerOf({ updates: 8, checkEvery: 3 })];
    const reports: UpdateReport[][] = [[], []];
    await single.run({ onUpdate: (report) => void reports[0]!.push(report) });
    await grouped.run({ onUpdate: (report) => void reports[1]!.push(report) });
    const withoutTime = reports.map((list) => list.map(({ seconds: _, ...report }) => report));
    expect(withoutTime[1]).toEqual(withoutTime[0]);
    expect(await grouped.state()).toEqual(await single.state());
  });

  test('report number, rate and time', async () => {
    const optimiser = { ...lion, rate: 0.5, schedule: { kind: 'linear', updates: 4 } } as const;
    const trainer = await trainerOf({ optimiser, updates: 4 });
    const reports: UpdateReport[] = [];
    await trainer.run({ onUpdate: (report) => void reports.push(report) });
    expect(reports.map(({ update, rate }) => [update, rate])).toEqual([
      [1, 0.5],
      [2, 0.375],
      [3, 0.25],
      [4, 0.125],
    ]);
    expect(reports.every(({ seconds, loss }) => seconds > 0 && loss > 0)).toBe(true);
  });

  test('hold a parameter until it is due, and only that', async () => {
    const freezeUntil = { 'hopfield.bias': 2 };
    const trainer = await trainerOf({ freezeUntil });
    const start = await trainer.state();
    await trainer.run({ until: 2 });
    const held = await trainer.state();
    expect(held.parameters['hopfield.bias']).toEqual(start.parameters['hopfield.bias']);
    expect(held.moments['hopfield.bias/first']).toEqual(start.moments['hopfield.bias/first']);
    expect(held.parameters['hopfield.weights']).not.toEqual(start.parameters['hopfield.weights']);
    await trainer.step();
    expect((await trainer.state()).parameters['hopfield.bias']).not.toEqual(start.parameters['hopfield.bias']);
  });

  test('use the vectors of the first one', async () => {
    const engine = await engineOf(hopfieldSpec);
    let made = 0;
    const createState = (batch: number): ReturnType<Engine['createState']> => {
      made++;
      return engine.createState(batch);
    };
    const trainer = new Trainer(settingsOf(withMethods(engine, { createState })), source);
    await trainer.step();
    const afterFirst = made;
    await trainer.run({ until: 5 });
    expect(made).toBe(afterFirst);
    expect(trainer.storage).toMatch(/every stage is kept/);
  });

  test('keep to the budget of bytes, with the same numbers', async () => {
    const [free, tight] = [await trainerOf({ updates: 3 }), await trainerOf({ updates: 3, byteBudget: 1 })];
    expect(await lossesOf(tight)).toEqual(await lossesOf(free));
    expect(tight.storage).toMatch(/the rest is computed again/);
  });
});

test('a new trainer starts its running means at 0, and a state without them too', async () => {
  const engine = await engineOf(hopfieldSpec);
  const first = new Trainer(settingsOf(engine), source);
  await first.step();
  const moved = await first.state();
  expect(moved.moments['hopfield.weights/first']!.data.some((value) => value !== 0)).toBe(true);
  const second = new Trainer(settingsOf(engine), source);
  expect((await second.state()).moments['hopfield.weights/first']!.data.every((value) => value === 0)).toBe(true);
  second.restore(moved);
  expect(await second.state()).toEqual(moved);
  second.restore({ ...moved, moments: {} });
  expect((await second.state()).moments['hopfield.weights/first']!.data.every((value) => value === 0)).toBe(true);
});

test('a state that does not fit changes nothing', async () => {
  const trainer = await trainerOf();
  const before = await trainer.state();
  const bias = before.parameters['hopfield.bias']!;
  const other = { shape: [80], data: bias.data.map((value) => value + 1) };
  const { 'hopfield.weights': weights, ...rest } = before.parameters;
  expect(() => trainer.restore({ ...before, parameters: rest })).toThrow(/none of hopfield.weights/);
  const short = { shape: [3], data: new Float64Array(3) };
  const parameters = { 'hopfield.bias': other, 'hopfield.weights': short };
  expect(() => trainer.restore({ ...before, parameters })).toThrow(/parameter 'hopfield.weights': got 3 entries/);
  const moments = { 'hopfield.bias/first': { shape: [80], data: new Float64Array(80).fill(Number.NaN) } };
  const moved = { 'hopfield.bias': other, 'hopfield.weights': weights! };
  expect(() => trainer.restore({ ...before, parameters: moved, moments })).toThrow(/'hopfield.bias\/first'.*NaN/);
  expect(() => trainer.restore({ ...before, update: -1 })).toThrow(/update of a training state: got -1/);
  expect(await trainer.state()).toEqual(before);
});

test('a trainer does one thing at a time and none after it was disposed of', async () => {
  const trainer = await trainerOf();
  const running = trainer.step();
  await expect(trainer.step()).rejects.toThrow(/in an update/);
  const state = await running.then(() => trainer.state());
  const next = trainer.step();
  expect(() => trainer.restore(state)).toThrow(/in an update/);
  expect(() => trainer.dispose()).toThrow(/in an update/);
  await next;
  trainer.dispose();
  trainer.dispose();
  await expect(trainer.step()).rejects.toThrow(/disposed of/);
});

test('what a callback throws ends the run after a whole update', async () => {
  const trainer = await trainerOf();
  const onUpdate = (): void => {
    throw new Error('no space left');
  };
  await expect(trainer.run({ onUpdate })).rejects.toThrow('no space left');
  expect(trainer.update).toBe(1);
  expect((await trainer.step()).update).toBe(2);
});

test.for<readonly [Partial<TrainerSettings>, RegExp]>([
  [{ trainable: [] }, /trainable: got no parameter/],
  [{ trainable: ['hopfield.wieghts'] }, /'hopfield.wieghts' is not known/],
  [{ trainable: ['hopfield.bias', 'hopfield.bias'] }, /every parameter once/],
  [{ freezeUntil: { 'hopfield.bias': -1 } }, /freezeUntil of 'hopfield.bias': got -1/],
  [{ trainable: ['hopfield.weights'], freezeUntil: { 'hopfield.bias': 3 } }, /freezeUntil: got hopfield.bias/],
  [{ readout: { kind: 'threshold', classes: 4 } }, /classes of the source: got 10, allowed is 4/],
  [{ readout: { kind: 'pairs', classes: 10 } }, /read-out/],
  [{ flow: { solver: 'rk4', steps: 0, until: 1, jitter: 0 } }, /steps: got 0/],
  [{ optimiser: { ...lion, rate: -1 } }, /rate: got -1/],
  [{ batch: 0 }, /batch: got 0/],
  [{ updates: 1.5 }, /updates: got 1.5/],
  [{ checkEvery: 0 }, /checkEvery: got 0/],
  [{ seed: -1 }, /seed: got -1/],
])('settings %o are refused', async ([changes, message]) => {
  await expect(trainerOf(changes)).rejects.toThrow(message);
});

test('a start that batches do not use cannot be trained', async () => {
  const engine = await engineOf(coupledSpec);
  const s = new Float32Array(20 * neurons * 3).fill(1);
  const own = { ...source, trainingBatch: (n: number, batch: number) => ({ ...source.trainingBatch(n, batch), s }) };
  const trainer = new Trainer(settingsOf(engine, { trainable: ['start.s'] }), own);
  await expect(trainer.step()).rejects.toThrow(/start.s.*bring an s of their own/);
  expect(trainer.update).toBe(0);
});
