import { cpuBackend, type Engine, RandomKey, type SystemSpec } from '@hkmem/backend';
import { ring } from '@hkmem/coupling';
import { glyphs } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters, writeParameters } from '@hkmem/dynamics';
import { lagrangianOf } from '@hkmem/energy';
import { lagrangianLaws } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import type { Samples } from '../batches/batch.ts';
import { cueSource } from '../batches/cue-source.ts';
import { imageSource } from '../batches/image-source.ts';
import { MomentLosses } from '../trainer/moment-losses.ts';
import type { TrainerSettings } from '../trainer/settings.ts';
import { Trainer } from '../trainer/trainer.ts';
import { cueLoss } from './cue-loss.ts';
import type { Objective } from './objective.ts';

const key = RandomKey.fromSeed(4);
const set = glyphs({ count: 400, testCount: 100, random: key.fold('glyphs').stream() });
const layers = [64, 20, 10];
const neurons = 94;
const { clip } = lagrangianLaws;
const layered: SystemSpec = hopfield(neurons, { activation: clip, layers });
const readout = { kind: 'threshold', classes: 10 } as const;
const images = imageSource({ set: set.train, neurons, key });
const source = cueSource({
  source: images,
  height: 8,
  width: 8,
  cue: 'both',
  damage: { share: 0.7, noise: 0.5, halves: true, cover: [2, 4] },
  key: key.fold('cues'),
});
const objective: Objective = {
  moments: [
    { t: 1, steps: 4, classes: 0.7 },
    { t: 2.5, steps: 5, classes: 1, pixels: 1, speed: 0.05 },
  ],
};
const flow = { solver: 'euler', steps: 9, until: 2.5, jitter: 0.3 } as const;

async function engineOf(spec: SystemSpec, deviation = 0.2): Promise<Engine> {
  const engine = (await cpuBackend.create({})).createEngine(spec);
  writeParameters(engine, initialParameters(spec, key.fold('parameters'), { hopfield: deviation, startNoise: 1 }));
  return engine;
}

function settingsOf(engine: Engine, changes: Partial<TrainerSettings> = {}): TrainerSettings {
  return {
    engine,
    readout,
    flow,
    optimiser: { kind: 'lion', rate: 4e-3, schedule: { kind: 'cosine', updates: 40 }, weightDecay: 0.5 },
    trainable: [...engine.shapes.keys()],
    batch: 8,
    updates: 40,
    seed: 1,
    objective,
    ...changes,
  };
}

/** Largest difference between the gradient along random directions and central differences, relative. */
async function gradientError(spec: SystemSpec, batch: Samples, given: Objective): Promise<number> {
  const engine = await engineOf(spec);
  const losses = new MomentLosses(settingsOf(engine, { batch: batch.batch }), given, batch);
  const [state, cotangent] = [engine.createState(batch.batch), engine.createState(batch.batch)];
  const value = async (): Promise<number> => {
    engine.zeroGradients();
    return (await losses.valueAndGradient(state, cotangent, batch, key.fold('steps'), 3)).value;
  };
  const paths = [...engine.shapes.keys()];
  engine.setTrainable(paths);
  await value();
  if (engine.spec.oscillators?.learnedStart === true) engine.startVjp(cotangent);
  let worst = 0;
  for (const path of paths) {
    await value();
    if (engine.spec.oscillators?.learnedStart === true) engine.startVjp(cotangent);
    const gradient = Float64Array.from(await engine.readGradient(path));
    const before = Float64Array.from(await engine.readParameter(path));
    const direction = key.fold(path).normal(before.length);
    const step = 1e-6;
    const at = async (sign: number): Promise<number> => {
      engine.writeParameter(
        path,
        before.map((entry, k) => entry + sign * step * direction[k]!),
      );
      return value();
    };
    const slope = ((await at(1)) - (await at(-1))) / (2 * step);
    engine.writeParameter(path, before);
    const expected = gradient.reduce((sum, entry, k) => sum + entry * direction[k]!, 0);
    worst = Math.max(worst, Math.abs(slope - expected) / (Math.abs(slope) + 1e-3));
  }
  losses.dispose();
  engine.dispose();
  return worst;
}

describe('gradients of an objective', () => {
  const batch = source.trainingBatch(0, 4);

  test('are those of differences, for layers under a cue', async () => {
    // Central differences of a loss that is smooth but for kinks of measure 0: 1e-6 squared, and rounding over 1e-6.
    expect(await gradientError(layered, batch, objective)).toBeLessThan(1e-6);
  });

  test('are those of differences, for oscillators beside a dense memory', async () => {
    const graph = ring({ neurons, neighbours: 4 });
    const oscillators = { dimension: 3, graph, learnedStart: true } as const;
    const spec = hopfieldKuramoto(neurons, { activation: clip }, oscillators, { kind: 'additive', kappaK: 3 });
    expect(await gradientError(spec, batch, objective)).toBeLessThan(1e-6);
    const held = new Float32Array(4 * neurons * 3);
    for (let b = 0; b < 4; b++) for (let i = 0; i < 50; i++) held[3 * (b * neurons + i) + ((b + i) % 3)] = 1;
    expect(await gradientError(spec, { ...batch, held }, objective)).toBeLessThan(1e-6);
  });
});

test('the loss is what its formula says', async () => {
  const batch = source.trainingBatch(1, 3);
  const x = Float64Array.from(key.fold('x').normal(3 * neurons));
  const found = cueLoss(layered, readout, { classes: 2, pixels: 0.5 }).at(x, batch);
  const clipped = lagrangianOf(layered).activity(x);
  let expected = 0;
  for (let b = 0; b < 3; b++) {
    for (let c = 0; c < 10; c++) {
      const out = x[(b + 1) * neurons - 10 + c]!;
      expected += (2 / 3) * Math.max(0, batch.labels[b] === c ? 1 - out : 1 + out) ** 2;
    }
    for (let p = 0; p < 64; p++) {
      const [unit, clean] = [x[b * neurons + p]!, batch.clean![b * 64 + p]!];
      const outside = unit - clipped[b * neurons + p]!;
      // Inside the box half the squared distance; outside it grows along its slope there.
      const edge = unit - outside;
      expected += (0.5 / 3) * ((edge - clean) ** 2 / 2 + (edge - clean) * outside);
    }
  }
  expect(Math.abs(found.value - expected)).toBeLessThan(1e-12 * expected);
});

describe('a training to rest', () => {
  test('goes on from a state bit for bit, spectrum held', async () => {
    const spectrum = { low: -2, high: 2, every: 3 };
    const whole = await engineOf(layered);
    const first = new Trainer(settingsOf(whole, { updates: 8, spectrum }), source);
    await first.run();
    const through = await first.state();
    const [a, b] = [await engineOf(layered), await engineOf(layered, 0.5)];
    const before = new Trainer(settingsOf(a, { updates: 8, spectrum }), source);
    await before.run({ until: 4 });
    const after = new Trainer(settingsOf(b, { updates: 8, spectrum }), source);
    after.restore(await before.state());
    await after.run();
    expect(await after.state()).toEqual(through);
  });
});

describe('settings that do not fit', () => {
  const refused: readonly (readonly [Partial<TrainerSettings>, RegExp])[] = [
    [
      { objective: { moments: [{ t: 1, steps: 9 }] } },
      /moments of an objective: got 9 steps to 1, allowed is 9 steps to 2.5/,
    ],
    [
      {
        objective: {
          moments: [
            { t: 2, steps: 4 },
            { t: 1, steps: 5 },
          ],
        },
      },
      /times of moments: got 1/,
    ],
    [{ objective: { moments: [{ t: 2.5, steps: 9, pixels: -1 }] } }, /weight of pixels: got -1/],
    [{ objective: { ...objective, lead: { share: 0.5, time: [2, 1] } } }, /time of leads: got 2 to 1/],
    [{ objective: { ...objective, beginning: { updates: 5, moments: 3 } } }, /moments of a beginning: got 3/],
    [{ spectrum: { low: -1, high: 1, every: 0 } }, /every of a spectrum: got 0/],
    [{ spectrum: { low: 1, high: 2, every: 3 } }, /spectral bound of layers: got 1 to 2/],
    [{ spectrum: { low: -1, high: 1, selfWeights: 2, every: 3 } }, /spectral bound of layers: got self-weights/],
  ];
  test.for(refused)('are refused: %o', async ([changes, message]) => {
    const engine = await engineOf(layered);
    expect(() => new Trainer(settingsOf(engine, changes), source)).toThrow(message);
  });

  test('pixels need the clean image beside the cue', async () => {
    const engine = await engineOf(layered);
    const trainer = new Trainer(settingsOf(engine), images);
    await expect(trainer.step()).rejects.toThrow(/clean pixels of a batch: got none/);
    expect(trainer.update).toBe(0);
  });
});

test('a beginning takes the first moments alone, a lead moves the state before', async () => {
  const engine = await engineOf(layered);
  const batch = source.trainingBatch(0, 8);
  const value = async (given: Objective, update: number): Promise<number> => {
    const losses = new MomentLosses(settingsOf(engine), given, batch);
    const [state, cotangent] = [engine.createState(8), engine.createState(8)];
    const found = await losses.valueAndGradient(state, cotangent, batch, key.fold('steps'), update);
    losses.dispose();
    return found.value;
  };
  const [first] = objective.moments;
  const short = { ...objective, beginning: { updates: 3, moments: 1 } };
  expect(await value(short, 2)).toBe(await value({ moments: [first!] }, 2));
  expect(await value(short, 3)).toBe(await value(objective, 3));
  expect(await value({ ...objective, lead: { share: 1, time: [1, 2] } }, 0)).not.toBe(await value(objective, 0));
  expect(await value({ ...objective, lead: { share: 0, time: [1, 2] } }, 0)).toBe(await value(objective, 0));
});
