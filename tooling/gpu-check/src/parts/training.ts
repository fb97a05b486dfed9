import { type Backend, RandomKey, type SystemSpec } from '@hkmem/backend';
import { ring } from '@hkmem/coupling';
import { glyphs, type ImageSet } from '@hkmem/datasets';
import { hopfield, hopfieldKuramoto, initialParameters, writeParameters } from '@hkmem/dynamics';
import { imageSource, Trainer } from '@hkmem/training';
import { digits } from '../data/weights.ts';
import type { Part, PartContext } from '../run/part.ts';
import { startWasm, startWebgpu } from './backends.ts';

/** Largest difference of a loss allowed, of the loss; and of a parameter, of the largest entry of its array. */
export const trainingTolerances = { loss: 1e-3, parameter: 2e-3 } as const;

/** A training that runs on both backends. */
interface Scene {
  readonly what: string;
  readonly spec: SystemSpec;
  readonly set: ImageSet;
  readonly batch: number;
  readonly steps: number;
}

/** The same training on webgpu and on wasm: losses of all updates, and parameters after the last. */
export const trainingPart: Part = {
  id: 'training',
  title: '200 updates against wasm',
  share: 0.2,
  columns: [
    'updates',
    'first loss',
    'last loss',
    'loss off by',
    'parameter off by',
    'parameter',
    'seconds',
    'seconds on wasm',
  ],
  note:
    `The same seed, data and start on both; all parameters are trained with Adam. Losses agree within ${trainingTolerances.loss} ` +
    `of the loss at every update, parameters after the last within ${trainingTolerances.parameter} of the largest entry of their ` +
    'array. (Lion steps by a sign, so that an entry near 0 would go different ways in float32.)',
  run: async (context: PartContext) => {
    const [webgpu, wasm] = [await startWebgpu(context), await startWasm(context)];
    for (const scene of scenes(context)) await compare(context, scene, webgpu, wasm);
    await webgpu.dispose();
    await wasm.dispose();
  },
};

function scenes(context: PartContext): readonly Scene[] {
  const key = RandomKey.fromSeed(4);
  const N = 64 + 6 + 10;
  const small: Scene = {
    what: 'a coupled memory, N = 80, D = 3, k = 6, B = 12',
    spec: hopfieldKuramoto(
      N,
      { activation: 'tanh' },
      {
        dimension: 3,
        graph: ring({ neurons: N, neighbours: 6 }),
        interaction: 'tanh',
        omega: 'global',
        learnedStart: true,
      },
      { kind: 'additive' },
    ),
    set: glyphs({ count: 60, random: key.fold('glyphs').stream() }).train,
    batch: 12,
    steps: 2,
  };
  const paper: Scene = {
    what: 'a Hopfield memory, N = 894, B = 20',
    spec: hopfield(894, { activation: 'tanh' }),
    set: digits(context.assets),
    batch: 20,
    steps: 4,
  };
  return context.short ? [small] : [small, paper];
}

/** Updates that one backend does before the other has its turn. */
const turn = 20;

async function compare(context: PartContext, scene: Scene, webgpu: Backend, wasm: Backend): Promise<void> {
  const updates = context.short ? turn : 200;
  const [got, expected] = [training(scene, webgpu, updates), training(scene, wasm, updates)];
  let done = 0;
  // Where another turn would not be done in time, what was done is compared.
  for (let last = 0; done < updates && context.remaining() > 1.5 * last; done += turn) {
    const start = performance.now();
    for (const one of [got, expected]) await one.advance(done + turn);
    last = performance.now() - start;
  }
  const [gotParameters, expectedParameters] = [await got.end(), await expected.end()];
  const loss = Math.max(...got.losses.map((value, n) => Math.abs(value / expected.losses[n]! - 1)));
  let worst = { path: '', off: 0 };
  for (const [path, values] of Object.entries(expectedParameters)) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = values.reduce((most, value, n) => Math.max(most, Math.abs(value - gotParameters[path]![n]!)), 0);
    const error = Number.isNaN(off) ? Number.POSITIVE_INFINITY : off / largest;
    if (error > worst.off) worst = { path, off: error };
  }
  const passed = loss <= trainingTolerances.loss && worst.off <= trainingTolerances.parameter;
  context.report({
    what: scene.what,
    result: passed ? 'passed' : 'failed',
    values: {
      updates: done,
      'first loss': got.losses[0]!,
      'last loss': got.losses.at(-1)!,
      'loss off by': loss,
      'parameter off by': worst.off,
      parameter: worst.path,
      seconds: got.seconds(),
      'seconds on wasm': expected.seconds(),
    },
    ...(done < updates && { text: `no time for more than ${done} of ${updates} updates` }),
  });
}

/** A training that goes on in turns. */
interface Training {
  readonly losses: readonly number[];
  seconds(): number;
  advance(until: number): Promise<void>;
  /** Gives the parameters, and what the training held back. */
  end(): Promise<Readonly<Record<string, Float32Array>>>;
}

function training({ spec, set, batch, steps }: Scene, backend: Backend, updates: number): Training {
  const key = RandomKey.fromSeed(4);
  const engine = backend.createEngine(spec);
  writeParameters(engine, initialParameters(spec, key, { startNoise: 1, alpha: 0.05 }));
  const trainable = [...engine.shapes.keys()];
  const trainer = new Trainer(
    {
      engine,
      readout: { kind: 'threshold', classes: 10 },
      flow: { solver: 'rk4', steps, until: 1, jitter: 0 },
      optimiser: { kind: 'adam', rate: 1e-3, schedule: { kind: 'linear', updates } },
      trainable,
      batch,
      updates,
      seed: 4,
      checkEvery: turn / 2,
    },
    imageSource({ set, neurons: spec.neurons, key: key.fold('batches') }),
  );
  const losses: number[] = [];
  let spent = 0;
  return {
    losses,
    seconds: () => spent / 1000,
    advance: async (until) => {
      const start = performance.now();
      await trainer.run({ until, onUpdate: ({ loss }) => void losses.push(loss) });
      spent += performance.now() - start;
    },
    end: async () => {
      const parameters: Record<string, Float32Array> = {};
      for (const path of trainable) parameters[path] = Float32Array.from(await engine.readParameter(path));
      trainer.dispose();
      engine.dispose();
      return parameters;
    },
  };
}
