import { cpuBackend, type Engine, RandomKey, type Readout } from '@hkmem/backend';
import { glyphs } from '@hkmem/datasets';
import { hopfield, initialParameters, type RestLoss, readoutLoss, writeParameters } from '@hkmem/dynamics';
import { type BatchSource, cueSource, imageSource, type Samples } from '@hkmem/training';

/** A small memory under cues, whose gradients at rest can be had in every way. */
export interface GradientProblem {
  readonly source: BatchSource;
  readonly test: Samples;
  readonly readout: Readout;
  /** A float64 engine with the first parameters. */
  readonly engine: () => Engine;
  /** Squared error of class states, 1 for the label and -1 for the others, mean over the batch. */
  readonly lossOf: (engine: Engine, labels: ArrayLike<number>) => RestLoss;
}

const layers = [64, 30, 10];
const neurons = 104;

/** Drawn digits, half of the cues damaged, shown as start and as input of tanh units in layers. */
export async function gradientProblem(testImages: number): Promise<GradientProblem> {
  const key = RandomKey.fromSeed(11);
  const { train, test } = glyphs({ count: 500, testCount: testImages, random: key.fold('glyphs').stream() });
  const cues = {
    height: 8,
    width: 8,
    cue: 'both',
    key: key.fold('cues'),
    damage: { share: 0.3, noise: 0.3 },
  } as const;
  const shown = cueSource({ ...cues, source: imageSource({ set: test, neurons, key }) });
  const backend = await cpuBackend.create({});
  const spec = hopfield(neurons, { activation: 'tanh', layers });
  const readout = { kind: 'threshold', classes: 10 } as const;
  return {
    source: cueSource({ ...cues, source: imageSource({ set: train, neurons, key }) }),
    test: [...shown.batches(testImages)][0]!,
    readout,
    engine: () => {
      const engine = backend.createEngine(spec);
      writeParameters(engine, initialParameters(spec, key.fold('parameters'), { hopfield: 0.1 }));
      return engine;
    },
    lossOf: (engine, labels) => readoutLoss(engine.spec, readout, labels, { of: 'state' }),
  };
}
