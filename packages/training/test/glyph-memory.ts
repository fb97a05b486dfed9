import { cpuBackend, type Engine, RandomKey, type Readout, type SystemSpec } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { glyphs, type ImageDataset } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters, writeParameters } from '@hkmem/dynamics';
import { lionDefaults, type OptimiserSettings, type TrainerSettings } from '../src/index.ts';

/** N: 64 pixels, 6 hidden units and 10 classes. */
export const neurons = 80;
export const readout: Readout = { kind: 'threshold', classes: 10 };
export const key: RandomKey = RandomKey.fromSeed(1);
export const images: ImageDataset = glyphs({ count: 200, testCount: 60, random: key.fold('glyphs').stream() });
export const lion: OptimiserSettings = {
  ...lionDefaults,
  rate: 4e-3,
  schedule: { kind: 'exponential', halfEvery: 40 },
};

export const hopfieldSpec: SystemSpec = hopfield(neurons);

/** A memory with an additive coupling on a random graph, whose oscillators start at a parameter. */
export const coupledSpec: SystemSpec = hopfieldKuramoto(
  neurons,
  { activation: 'relu' },
  {
    dimension: 3,
    graph: randomGraph(key.fold('graph'), neurons, 0.1),
    interaction: 'relu',
    omega: 'global',
    learnedStart: true,
  },
  { kind: 'additive' },
);

/** A float64 engine with random parameters. */
export async function engineOf(spec: SystemSpec, seed = 3): Promise<Engine> {
  const engine = (await cpuBackend.create({})).createEngine(spec);
  writeParameters(engine, initialParameters(spec, RandomKey.fromSeed(seed), { startNoise: 1 }));
  return engine;
}

/** Settings of a small training of the Hopfield memory. */
export function settingsOf(engine: Engine, changes: Partial<TrainerSettings> = {}): TrainerSettings {
  return {
    engine,
    readout,
    flow: { solver: 'heun', steps: 3, until: 1, jitter: 0.3 },
    optimiser: lion,
    trainable: ['hopfield.weights', 'hopfield.bias'],
    batch: 20,
    updates: 100,
    seed: 5,
    ...changes,
  };
}

/** The engine with some of its methods replaced. */
export function withMethods(engine: Engine, methods: Partial<Engine>): Engine {
  return new Proxy(engine, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return methods[name as keyof Engine];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
