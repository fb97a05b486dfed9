import type { Engine } from '@hkmem/backend';
import { fixedSteps, flow, flowOptions, heun, Workspace } from '@hkmem/dynamics';
import { describe, expect, test } from 'vitest';
import { engineOf, hopfieldSpec, images, key, neurons, settingsOf, withMethods } from '../../test/glyph-memory.ts';
import { imageSource } from '../batches/image-source.ts';
import { Trainer } from './trainer.ts';
import { TrainingDivergedError } from './training-diverged-error.ts';

const source = imageSource({ set: images.train, neurons, key });
const equalSteps = { solver: 'heun', steps: 3, until: 1, jitter: 0 } as const;

async function failureOf(work: Promise<unknown>): Promise<TrainingDivergedError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TrainingDivergedError);
  return error as TrainingDivergedError;
}

/** Weights of 1e60: each Heun step of thirds of T = 1 multiplies x by about 1e120. */
async function explosive(changes = {}): Promise<{ engine: Engine; trainer: Trainer }> {
  const engine = await engineOf(hopfieldSpec);
  engine.writeParameter('hopfield.weights', new Float64Array(neurons ** 2).fill(1e60));
  return { engine, trainer: new Trainer(settingsOf(engine, { flow: equalSteps, ...changes }), source) };
}

describe('a loss that is not finite', () => {
  test('names the update, the time and the norm there, and leaves parameters as they were', async () => {
    const { engine, trainer } = await explosive();
    const before = await trainer.state();
    const error = await failureOf(trainer.step());
    expect(error.message).toMatch(/update 1: the loss is (NaN|Infinity); the flow diverged after t = 0.33/);
    // After the second step x is about 1e240, the square of which is not finite.
    expect(error.t).toBe(1 / 3);
    const state = engine.createState(20);
    engine.writeState(state, { x: source.trainingBatch(0, 20).x! });
    const oneStep = flowOptions({ solver: heun, control: fixedSteps(1), until: 1 / 3 });
    await flow(new Workspace(engine, 20), state, oneStep);
    expect(error.norm).toBe((await engine.norms(state))[error.sample]);
    expect(error.update).toBe(1);
    expect(trainer.update).toBe(0);
    expect(await trainer.state()).toEqual(before);
  });

  test('is found too if the flow stays finite and only the square does not', async () => {
    const engine = await engineOf(hopfieldSpec);
    engine.writeParameter('hopfield.weights', new Float64Array(neurons ** 2));
    engine.writeParameter('hopfield.bias', new Float64Array(neurons).fill(1e180));
    // norms() squares as well, so here it is asked for what it would give without.
    const methods = { norms: async () => new Float64Array(20).fill(1e180).with(7, 2e180) };
    const trainer = new Trainer(settingsOf(withMethods(engine, methods), { flow: equalSteps }), source);
    const error = await failureOf(trainer.step());
    expect(error.message).toMatch(/loss is Infinity; the flow stays finite, sample 7 .* 2e\+180/);
    expect([error.t, error.sample, error.loss]).toEqual([1, 7, Number.POSITIVE_INFINITY]);
  });

  test('after sound updates leaves their parameters, also if losses are looked at in groups', async () => {
    const states = [];
    for (const checkEvery of [1, 4]) {
      const engine = await engineOf(hopfieldSpec);
      // Sample 5 alone drives the memory to infinity.
      const wild = {
        ...source,
        trainingBatch: (step: number, batch: number) => {
          const samples = source.trainingBatch(step, batch);
          return step === 5 ? { ...samples, x: samples.x!.map(() => 3e38) } : samples;
        },
      };
      const loss = async (...[state, terms, cotangent]: Parameters<Engine['loss']>) => {
        const value = await engine.loss(state, terms, cotangent);
        return value > 1e30 ? Number.NaN : value;
      };
      const watched = withMethods(engine, { loss });
      const trainer = new Trainer(settingsOf(watched, { flow: equalSteps, checkEvery }), wild);
      const seen: number[] = [];
      const error = await failureOf(trainer.run({ onUpdate: ({ update }) => void seen.push(update) }));
      expect(error.update).toBe(6);
      expect(seen).toEqual([1, 2, 3, 4, 5]);
      expect(trainer.update).toBe(5);
      states.push(await trainer.state());
    }
    expect(states[1]).toEqual(states[0]);
  });
});

test('a gradient that is not finite is found at a finite loss', async () => {
  const engine = await engineOf(hopfieldSpec);
  let calls = 0;
  const norms = async (state: Parameters<Engine['norms']>[0]): Promise<Float64Array> => {
    // The first norms an update asks for are those of the gradient.
    return calls++ === 0 ? new Float64Array(20).fill(Number.NaN) : engine.norms(state);
  };
  const trainer = new Trainer(settingsOf(withMethods(engine, { norms })), source);
  const before = await trainer.state();
  const error = await failureOf(trainer.step());
  expect(error.message).toMatch(/update 1: the gradient is not finite at a loss of \d.*the flow stays finite/);
  expect(await trainer.state()).toEqual(before);
  expect((await trainer.step()).update).toBe(1);
});

test('an error in a group of updates takes the whole group back', async () => {
  const torn = {
    ...source,
    trainingBatch: (step: number, batch: number) => {
      const samples = source.trainingBatch(step, batch);
      return step === 4 ? { ...samples, x: samples.x!.subarray(1) } : samples;
    },
  };
  const trainer = new Trainer(settingsOf(await engineOf(hopfieldSpec), { checkEvery: 3 }), torn);
  const straight = new Trainer(settingsOf(await engineOf(hopfieldSpec)), source);
  await expect(trainer.run()).rejects.toThrow(/x: got 1599 entries/);
  expect(trainer.update).toBe(3);
  await straight.run({ until: 3 });
  expect(await trainer.state()).toEqual(await straight.state());
});
