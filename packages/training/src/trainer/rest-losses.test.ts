import { cpuBackend, type Engine, RandomKey, type SystemSpec } from '@hkmem/backend';
import { ring } from '@hkmem/coupling';
import { glyphs } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters, NotAtRestError, writeParameters } from '@hkmem/dynamics';
import { lagrangianLaws } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { cueSource } from '../batches/cue-source.ts';
import { imageSource } from '../batches/image-source.ts';
import type { RestMoment } from '../objective/rest-moment.ts';
import { RestLosses } from './rest-losses.ts';
import type { TrainerSettings } from './settings.ts';
import { Trainer } from './trainer.ts';

const key = RandomKey.fromSeed(6);
const layers = [64, 12, 10];
const neurons = 86;
const set = glyphs({ count: 100, testCount: 10, random: key.fold('glyphs').stream() });
const source = cueSource({
  source: imageSource({ set: set.train, neurons, key }),
  height: 8,
  width: 8,
  cue: 'both',
  damage: { share: 0.5, noise: 0.3 },
  key: key.fold('cues'),
});
const batch = 4;
const threshold: SystemSpec = hopfield(neurons, { activation: 'tanh', layers });
/** From every class unit to three hidden ones. */
const pairs = Array.from({ length: 30 }, (_, e) => [64 + (e % 12), 76 + Math.floor(e / 3)] as const);
const graph = {
  neurons,
  sources: Int32Array.from(pairs, ([i]) => i),
  targets: Int32Array.from(pairs, ([, j]) => j),
};
const coupled: SystemSpec = hopfieldKuramoto(
  neurons,
  { activation: 'tanh', layers },
  { dimension: 2, graph, interaction: 'linear', omega: 'none' },
  { kind: 'additive', kappaK: 0.5 },
);

async function engineOf(spec: SystemSpec): Promise<Engine> {
  const engine = (await cpuBackend.create({})).createEngine(spec);
  writeParameters(
    engine,
    initialParameters(spec, key.fold('parameters'), { hopfield: 0.1, alpha: 0.3, coupling: 0.3 }),
  );
  return engine;
}

function settingsOf(engine: Engine, atRest: RestMoment, changes: Partial<TrainerSettings> = {}): TrainerSettings {
  return {
    engine,
    readout: { kind: 'threshold', classes: 10 },
    flow: { solver: 'euler', steps: 4, until: 1, jitter: 0 },
    optimiser: { kind: 'adam', rate: 5e-3, schedule: { kind: 'constant' }, weightDecay: 0 },
    trainable: [...engine.shapes.keys()].filter((path) => path !== 'start.s'),
    batch,
    updates: 12,
    seed: 1,
    objective: { moments: [{ t: 1, steps: 4, classes: 1 }], atRest },
    ...changes,
  };
}

/** Loss of a batch at rest, and its gradients by path. */
async function found(spec: SystemSpec, moment: RestMoment) {
  const engine = await engineOf(spec);
  const settings = settingsOf(engine, moment);
  const losses = new RestLosses(settings, moment);
  const samples = source.trainingBatch(0, batch);
  const angles = key.fold('s').uniform(batch * neurons);
  const turns = angles.length * 2;
  const s =
    spec.oscillators &&
    Float32Array.from({ length: turns }, (_, k) => {
      const angle = 2 * Math.PI * angles[Math.floor(k / 2)]!;
      return k % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
  const shown = { ...samples, ...(s && { s }) };
  const state = engine.createState(batch);
  engine.setTrainable(settings.trainable);
  const value = await losses.valueAndGradient(state, shown, settings.trainable);
  const gradients = new Map<string, Float64Array>();
  for (const path of settings.trainable) gradients.set(path, Float64Array.from(await engine.readGradient(path)));
  const lossAt = async (path: string, values: Float64Array): Promise<number> => {
    const before = Float64Array.from(await engine.readParameter(path));
    engine.writeParameter(path, values);
    engine.zeroGradients();
    const loss = await losses.valueAndGradient(state, shown, settings.trainable);
    engine.writeParameter(path, before);
    return loss;
  };
  return { value, gradients, engine, lossAt };
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, entry, k) => sum + entry * b[k]!, 0);

describe.each([
  ['threshold units', threshold],
  ['both kinds of unit', coupled],
] as const)('gradients at rest of %s', (_, spec) => {
  test('are those of central differences, and equilibrium propagation finds them without an adjoint', async () => {
    const weights = { classes: 1, pixels: 0.1 };
    const exact = await found(spec, { gradient: 'implicit', ...weights });
    const nudged = await found(spec, { gradient: 'equilibrium', beta: 1e-3, ...weights });
    expect(nudged.value).toBeCloseTo(exact.value, 12);
    for (const [path, gradient] of exact.gradients) {
      const other = nudged.gradients.get(path)!;
      // Symmetric nudges are off by the order of beta^2 = 1e-6.
      expect(dot(gradient, other) / Math.sqrt(dot(gradient, gradient) * dot(other, other))).toBeGreaterThan(1 - 1e-5);
      if (path === 'hopfield.layers.0') continue;
      const parameter = Float64Array.from(await exact.engine.readParameter(path));
      const direction = key.fold(path).normal(parameter.length);
      const step = 1e-4;
      const at = (sign: number): Promise<number> =>
        exact.lossAt(
          path,
          parameter.map((entry, k) => entry + sign * step * direction[k]!),
        );
      const slope = ((await at(1)) - (await at(-1))) / (2 * step);
      const expected = dot(gradient, Float64Array.from(direction));
      // Second differences over a step of 1e-4, and rests to 1e-9.
      expect(Math.abs(slope - expected)).toBeLessThan(1e-4 * (Math.abs(expected) + 0.1));
    }
  });
});

describe('a training at rest', () => {
  test.each(['implicit', 'equilibrium'] as const)('by the %s gradient makes its loss small', async (gradient) => {
    const trainer = new Trainer(settingsOf(await engineOf(threshold), { gradient, classes: 1, pixels: 0.02 }), source);
    const losses: number[] = [];
    await trainer.run({ onUpdate: ({ loss }) => void losses.push(loss) });
    const mean = (part: readonly number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-4))).toBeLessThan(0.8 * mean(losses.slice(0, 4)));
  });

  test('begins with losses on the way where a beginning says so', async () => {
    const settings = settingsOf(await engineOf(threshold), { gradient: 'equilibrium', classes: 1 });
    const objective = { ...settings.objective!, beginning: { updates: 1, moments: 1 } };
    const first = async (given: TrainerSettings['objective']): Promise<number> => {
      const engine = await engineOf(threshold);
      return (await new Trainer({ ...settings, engine, ...(given && { objective: given }) }, source).step()).loss;
    };
    expect(await first(objective)).toBe(await first({ moments: objective.moments }));
    expect(await first(objective)).not.toBe(await first(settings.objective));
  });

  test('a nudged phase that does not come to rest is one clear error, and the parameters stay', async () => {
    const engine = await engineOf(threshold);
    const moment = { gradient: 'equilibrium', classes: 1, beta: 1e6 } as const;
    const trainer = new Trainer(settingsOf(engine, moment), source);
    const before = await engine.readParameter('hopfield.layers.0');
    const failed = trainer.step();
    await expect(failed).rejects.toThrow(NotAtRestError);
    await expect(failed).rejects.toThrow(
      /phase of equilibrium propagation with beta = 1000000: .*did not come to rest/,
    );
    expect(trainer.update).toBe(0);
    expect(await engine.readParameter('hopfield.layers.0')).toEqual(before);
  });

  test('settings that do not fit are refused', async () => {
    const engine = await engineOf(threshold);
    const refuse = (atRest: RestMoment, on: Engine = engine, changes: Partial<TrainerSettings> = {}) =>
      expect(() => new Trainer(settingsOf(on, atRest, changes), source));
    refuse({ gradient: 'implicit', beta: 0.1 }).toThrow(/beta: got 0.1, allowed is none for the implicit gradient/);
    refuse({ gradient: 'equilibrium', beta: -1 }).toThrow(/beta of a nudge: got -1/);
    refuse({ gradient: 'equilibrium', classes: -1 }).toThrow(/weight of classes: got -1/);
    refuse({ gradient: 'equilibrium', sweeps: 0.5 }).toThrow(/sweeps: got 0.5/);
    refuse({ gradient: 'none' as 'implicit' }).toThrow(
      /gradient at rest: got none, allowed is implicit or equilibrium/,
    );
    const relu = await engineOf(hopfield(neurons, { activation: lagrangianLaws.relu, layers }));
    refuse({ gradient: 'implicit' }, relu).toThrow(/units whose activities have bounds. Take an activity such as clip/);
    const learned = await engineOf(
      hopfieldKuramoto(
        neurons,
        { activation: 'tanh' },
        { dimension: 2, graph: ring({ neurons, neighbours: 4 }), learnedStart: true },
        { kind: 'additive' },
      ),
    );
    refuse({ gradient: 'implicit' }, learned, { trainable: ['start.s'] }).toThrow(/'start.s' to train/);
  });
});
