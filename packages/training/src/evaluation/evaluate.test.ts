import type { Engine } from '@hkmem/backend';
import { adaptiveSteps, type FlowOptions, fixedSteps, heun, integrate, kuramoto, rk4 } from '@hkmem/dynamics';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  coupledSpec,
  engineOf,
  hopfieldSpec,
  images,
  key,
  neurons,
  readout,
  withMethods,
} from '../../test/glyph-memory.ts';
import type { BatchSource } from '../batches/batch.ts';
import { imageSource } from '../batches/image-source.ts';
import { evaluate } from './evaluate.ts';
import { EvaluationError } from './evaluation-error.ts';
import { relabel } from './scores.ts';

const set = images.test;
const source = imageSource({ set, neurons, key });
const fixed: Partial<FlowOptions> = { solver: rk4, control: fixedSteps(6) };
const [whole] = source.batches(60);

/** The source with sample `place` set to `value` in all pixels. */
function spoiled(place: number, value: number): BatchSource {
  return {
    ...source,
    *batches(batch) {
      let offset = 0;
      for (const samples of source.batches(batch)) {
        const x = samples.x!.slice();
        const row = place - offset;
        if (row >= 0 && row < samples.batch) x.fill(value, row * neurons, row * neurons + 64);
        offset += samples.batch;
        yield { ...samples, x };
      }
    },
  };
}

function diagonal(value: number): Float64Array {
  return Float64Array.from({ length: neurons ** 2 }, (_, k) => (k % (neurons + 1) === 0 ? value : 0));
}

describe('an evaluation', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await engineOf(hopfieldSpec);
  });

  test('agrees with integrating the split by hand', async () => {
    const got = await evaluate({ engine, readout, source, flow: fixed, keepOutputs: true });
    const { state } = await integrate(engine, { x: whole!.x! }, fixed);
    const outputs = Array.from({ length: 60 }, (_, n) => state.x!.slice((n + 1) * neurons - 10, (n + 1) * neurons));
    expect(Array.from(got.outputs!)).toEqual(outputs.flatMap((row) => Array.from(row)));
    const answers = outputs.map((row) => row.indexOf(Math.max(...row)));
    expect(Array.from(got.answers)).toEqual(answers);
    const right = answers.map((answer, n) => answer === set.labels[n]);
    expect(got.accuracy).toBe(right.filter(Boolean).length / 60);
    // The loss of the engine, which sums in another order.
    const [end, cotangent] = [engine.createState(60), engine.createState(60)];
    engine.writeState(end, state);
    const loss = await engine.loss(end, [{ readout, labels: set.labels }], cotangent);
    expect(Math.abs(got.loss / loss - 1)).toBeLessThan(1e-12);
    expect(got.count).toBe(60);
    expect(got.perClass).toEqual(
      Array.from({ length: 10 }, (_, c) => {
        const members = right.filter((_, n) => set.labels[n] === c);
        return members.filter(Boolean).length / members.length;
      }),
    );
    expect(got.confusion.flat().reduce((sum, samples) => sum + samples, 0)).toBe(60);
    expect(got.confusion[set.labels[7]!]![answers[7]!]).toBeGreaterThan(0);
    expect(got.flow).toBe('rk4, 6 equal steps, T = 1');
    expect(got.statistics).toEqual({ accepted: 6, rejected: 0, evaluations: 24, batches: 1 });
    expect(got.seconds).toBeGreaterThan(0);
  });

  test('does not depend on the size of batches, and covers the last, shorter one', async () => {
    const progress: (readonly [number, number])[] = [];
    const options = { engine, readout, source, flow: fixed, keepOutputs: true };
    const split = await evaluate({ ...options, batch: 25, onProgress: (...done) => void progress.push(done) });
    const { outputs, loss, confusion } = await evaluate(options);
    expect({ outputs: split.outputs, loss: split.loss, confusion: split.confusion }).toEqual({
      outputs,
      loss,
      confusion,
    });
    expect(progress).toEqual([
      [25, 60],
      [50, 60],
      [60, 60],
    ]);
    expect(split.statistics).toEqual({ accepted: 18, rejected: 0, evaluations: 72, batches: 3 });
  });

  test('of the first samples takes them alone', async () => {
    const options = { engine, readout, source, flow: fixed, keepOutputs: true };
    const { outputs } = await evaluate(options);
    const first = await evaluate({ ...options, limit: 33, batch: 25 });
    expect(first.outputs).toEqual(outputs!.slice(0, 330));
    expect([first.count, first.answers.length, first.statistics.batches]).toEqual([33, 33, 2]);
    expect((await evaluate({ ...options, limit: 1000 })).count).toBe(60);
  });

  test('integrates adaptively by default, near what fine steps give', async () => {
    const got = await evaluate({ engine, readout, source, keepOutputs: true });
    const fine = await evaluate({
      engine,
      readout,
      source,
      keepOutputs: true,
      flow: { solver: rk4, control: fixedSteps(20) },
    });
    expect(got.flow).toBe('tsit5, adaptive (rtol 0.001, atol 0.000001), T = 1');
    // rtol 1e-3 a step, outputs of size 1.
    for (const [k, value] of got.outputs!.entries()) expect(Math.abs(value - fine.outputs![k]!)).toBeLessThan(1e-2);
    expect(got.statistics.accepted).toBeGreaterThan(2);
  });

  test('relabels its answers without another run', async () => {
    const got = await evaluate({ engine, readout, source, flow: fixed });
    const labels = set.labels.map((label) => (label === 1 ? 0 : label));
    const again = await evaluate({ engine, readout, flow: fixed, source: imageSource({ set, neurons, key, labels }) });
    const { accuracy, count, perClass, confusion, answers } = again;
    expect(relabel(got, labels)).toEqual({ accuracy, count, perClass, confusion, answers });
    expect(perClass[1]).toBeNaN();
    expect(() => relabel(got, labels.subarray(1))).toThrow(/labels: got 59 entries/);
    expect(() =>
      relabel(
        got,
        labels.map(() => 10),
      ),
    ).toThrow(/label of sample 0: got 10/);
  });

  test('can be stopped', async () => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error('enough'));
    const run = evaluate({ engine, readout, source, batch: 10, onProgress, signal: stop.signal });
    await expect(run).rejects.toThrow('enough');
  });

  test.for([
    [{ readout: { kind: 'threshold', classes: 4 } }, /classes of the source/],
    [{ readout: { kind: 'reference', classes: 10 } }, /read-out/],
    [{ limit: 0 }, /limit: got 0/],
    [{ batch: 0 }, /batch size/],
    [{ source: { ...source, count: 70 } }, /samples of the source: got 60 entries, expected 70/],
  ] as const)('of settings %o is refused', async ([changes, message]) => {
    await expect(evaluate({ engine, readout, source, flow: fixed, ...changes })).rejects.toThrow(message);
  });
});

describe('a flow that fails names its samples by their place in the split', () => {
  /** dx/dt = 2 relu(x) - x + b: x grows as exp(t). */
  async function growing(): Promise<Engine> {
    const engine = await engineOf(hopfieldSpec);
    engine.writeParameter('hopfield.weights', diagonal(2));
    return engine;
  }

  test('with fixed steps', async () => {
    const engine = await engineOf(hopfieldSpec);
    engine.writeParameter('hopfield.weights', new Float64Array(neurons ** 2).fill(1e60));
    engine.writeParameter('hopfield.bias', new Float64Array(neurons));
    // Samples without a pixel stay at 0.
    const dark: BatchSource = {
      ...source,
      *batches(batch) {
        let offset = 0;
        for (const samples of source.batches(batch)) {
          yield { ...samples, x: samples.x!.map((value, k) => (offset + Math.floor(k / neurons) === 42 ? value : 0)) };
          offset += samples.batch;
        }
      },
    };
    const flow = { solver: heun, control: fixedSteps(4) };
    const error = await evaluate({ engine, readout, source: dark, flow, batch: 25 }).catch((reason) => reason);
    expect(error).toBeInstanceOf(EvaluationError);
    expect(error).toMatchObject({ code: 'diverged', samples: [42], t: 1 });
    expect(error.message).toMatch(/^evaluation: sample 42 diverged/);
  });

  test('with outputs that are not finite', async () => {
    const engine = await engineOf(hopfieldSpec);
    const broken = async (): Promise<Float64Array> => new Float64Array(250).with(174, Number.NaN);
    const watched = withMethods(engine, { readout: broken });
    const error = await evaluate({ engine: watched, readout, source, flow: fixed, batch: 25 }).catch(
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(EvaluationError);
    expect(error).toMatchObject({ code: 'diverged', samples: [17], t: 1 });
  });

  test('with adaptive steps that become too small', async () => {
    const engine = await growing();
    const control = adaptiveSteps({ rtol: 0, atol: 1, minimumStep: 1e-3 });
    const run = evaluate({ engine, readout, source: spoiled(31, 1e30), flow: { control }, batch: 25 });
    const error = await run.catch((reason) => reason);
    expect(error).toBeInstanceOf(EvaluationError);
    expect(error).toMatchObject({ code: 'step-underflow', samples: [31], t: 0 });
    expect(error.message).toMatch(/sample 31 moved too fast for the smallest step; the batch came to t = 0/);
  });

  test('with more steps than allowed, all that are as fast', async () => {
    const engine = await growing();
    const run = evaluate({ engine, readout, source, flow: { control: adaptiveSteps({ maximumSteps: 2 }) } });
    const error = await run.catch((reason) => reason);
    expect(error).toMatchObject({ code: 'step-limit' });
    expect(error.samples.length).toBeGreaterThan(10);
    expect(error.message).toMatch(/0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and \d+ more took more steps than allowed/);
  });
});

test('a memory of oscillators alone is evaluated from the sphere', async () => {
  const graph = coupledSpec.oscillators!.graph;
  const engine = await engineOf(kuramoto(neurons, { dimension: 3, graph }));
  const sphere = { mean: 60, largest: 200 };
  const split = imageSource({ set, neurons, key, dimension: 3, sphere });
  const overlaps = { kind: 'reference', classes: 10 } as const;
  const got = await evaluate({ engine, readout: overlaps, source: split, flow: fixed, keepOutputs: true, limit: 5 });
  expect(got.outputs!.every((overlap) => Math.abs(overlap) <= 1.01)).toBe(true);
});

test('a source is asked for no more batches than needed, and vectors are given back', async () => {
  const engine = await engineOf(hopfieldSpec);
  let [held, asked] = [0, 0];
  const createState = (batch: number): ReturnType<Engine['createState']> => {
    const state = engine.createState(batch);
    held++;
    const { dispose } = state;
    state.dispose = () => {
      held--;
      dispose.call(state);
    };
    return state;
  };
  const counted: BatchSource = {
    ...source,
    *batches(batch) {
      for (const samples of source.batches(batch)) {
        asked++;
        yield samples;
      }
    },
  };
  const watched = withMethods(engine, { createState });
  await evaluate({ engine: watched, readout, source: counted, flow: fixed, batch: 20, limit: 25 });
  expect([held, asked]).toEqual([0, 2]);
});
