import { type Engine, RandomKey } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { glyphs } from '@hkmem/datasets';
import { hopfield, initialParameters, recall, writeParameters } from '@hkmem/dynamics';
import { imageSource, Trainer } from '@hkmem/training';
import { processorTime } from '../laws/comparison.ts';

/** Milliseconds of processor time of one call of each work, by its title. */
export type GuardTrial = Readonly<Record<string, number>>;

const key = RandomKey.fromSeed(1);

/** What is done over and over, and how to end it. */
interface Repeated {
  readonly run: () => unknown;
  readonly dispose: () => void;
}

/** Small works, in which calls weigh as much as they ever do; on WebAssembly, one thread. */
const works: Readonly<Record<string, (engineOf: (neurons: number) => Engine) => Repeated>> = {
  'engine.field, N = 20, one sample': (engineOf) => {
    const engine = engineOf(20);
    const [state, out] = [engine.createState(1), engine.createState(1)];
    engine.writeState(state, { x: key.normal(20) });
    return { run: () => engine.field(state, out), dispose: () => engine.dispose() };
  },
  'recall, N = 20, one sample': (engineOf) => {
    const engine = engineOf(20);
    const x = key.normal(20);
    return { run: () => recall(engine, { x }, { until: 5 }), dispose: () => engine.dispose() };
  },
  'training step, N = 80, 10 samples': (engineOf) => {
    const engine = engineOf(80);
    const { train } = glyphs({ count: 100, random: key.stream() });
    const trainer = new Trainer(
      {
        engine,
        readout: { kind: 'threshold', classes: 10 },
        flow: { solver: 'heun', steps: 3, until: 1, jitter: 0.3 },
        optimiser: { kind: 'lion', rate: 1e-3, schedule: { kind: 'constant' } },
        trainable: ['hopfield.weights', 'hopfield.bias'],
        batch: 10,
        updates: 1_000_000,
        seed: 1,
      },
      imageSource({ set: train, neurons: 80, key }),
    );
    return {
      run: () => trainer.step(),
      dispose: () => {
        trainer.dispose();
        engine.dispose();
      },
    };
  },
};

/** Runs every work for so many milliseconds of processor time, after half as many that do not count. */
export async function guardTrial(milliseconds: number): Promise<GuardTrial> {
  const backend = await wasmBackend.create({ workers: 1 });
  const engineOf = (neurons: number): Engine => {
    const engine = backend.createEngine(hopfield(neurons, { activation: 'tanh' }));
    writeParameters(engine, initialParameters(engine.spec, key));
    return engine;
  };
  const found: Record<string, number> = {};
  for (const [title, prepare] of Object.entries(works)) {
    const { run, dispose } = prepare(engineOf);
    await repeated(run, milliseconds / 2);
    found[title] = await repeated(run, milliseconds);
    dispose();
  }
  await backend.dispose();
  return found;
}

/** Milliseconds of one call. */
async function repeated(run: () => unknown, milliseconds: number): Promise<number> {
  const start = processorTime();
  let calls = 0;
  while (processorTime() - start < milliseconds) {
    for (let n = 0; n < 10; n++, calls++) await run();
  }
  return (processorTime() - start) / calls;
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(JSON.stringify(await guardTrial(Number(process.argv[2]))));
}
