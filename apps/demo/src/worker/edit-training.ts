import type { Engine } from '@hkmem/backend';
import { writeParameters } from '@hkmem/dynamics';
import {
  type Checkpoint,
  createCheckpoint,
  decodeCheckpoint,
  describeTrainingFlow,
  encodeCheckpoint,
  evaluate,
  parametersOf,
  type Trainer,
} from '@hkmem/training';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { BackendHost } from './backend-host.ts';
import { breathe } from './flow-frames.ts';
import type { TrainingReport, TrainingView } from './protocol.ts';
import {
  baseConfig,
  baseSystem,
  dataset,
  editConfig,
  editSystem,
  labelsOf,
  readout,
  sourceOf,
  type TrainingConfig,
  trainerOf,
} from './training-problem.ts';

/** Updates between two looks at the accuracy. */
const lookEvery = 10;
const digitsShown = 10;

/** A small memory and an edit of it, trained in place; it can be paused, stepped, begun anew, saved and loaded. */
export class EditTraining {
  readonly #host: BackendHost;
  #config: TrainingConfig | undefined;
  #engine: Engine | undefined;
  #trainer: Trainer | undefined;
  #running = false;

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Trains the base memory from nothing and sets up the edit of a task, at update 0. */
  async prepare(task: 'swap' | 'conflation', onBase: (report: TrainingReport) => void): Promise<TrainingView> {
    this.pause();
    const { spec, parameters } = baseSystem();
    const engine = this.#fresh('training-base', spec);
    writeParameters(engine, parameters);
    const trainer = trainerOf(baseConfig, engine);
    const { updates } = baseConfig;
    await trainer.run({
      onUpdate: ({ update, loss, seconds }) => {
        if (update % 5 === 0 || update === updates) onBase({ update, updates, loss, seconds });
      },
    });
    const base = await checkpointOf(baseConfig, engine, trainer, false);
    trainer.dispose();
    const config = editConfig(task, bytesToHex(sha256(encodeCheckpoint(base))));
    const edit = editSystem(config, spec.neurons);
    this.#begin(config, this.#fresh('training-edit', edit.spec));
    writeParameters(this.#engine!, { ...edit.parameters, ...parametersOf(base) });
    this.#host.release('training-base');
    return this.#view();
  }

  /** Updates until paused or finished. */
  async run(onUpdate: (report: TrainingReport) => void): Promise<TrainingView> {
    if (this.#running) return this.#view();
    this.#running = true;
    try {
      const { updates } = this.#config!;
      while (this.#running && this.#trainer!.update < updates) {
        onUpdate(await this.#step());
        await breathe();
      }
    } finally {
      this.#running = false;
    }
    return this.#view();
  }

  pause(): void {
    this.#running = false;
  }

  /** One update. */
  async step(onUpdate: (report: TrainingReport) => void): Promise<TrainingView> {
    onUpdate(await this.#step());
    return this.#view();
  }

  /** The training as it stands, as a safetensors file that `hkmem` reads too. */
  async save(): Promise<Uint8Array> {
    return encodeCheckpoint(await checkpointOf(this.#config!, this.#engine!, this.#trainer!, true));
  }

  /** Goes on from a file. @throws if it is not a swap or conflation on drawn digits. */
  async load(bytes: Uint8Array): Promise<TrainingView> {
    this.pause();
    const checkpoint = decodeCheckpoint(bytes);
    const config = checkpoint.config as TrainingConfig;
    if (config?.data !== 'glyphs' || (config.task !== 'swap' && config.task !== 'conflation')) {
      throw new Error(
        `The file is of '${config?.task}' on '${config?.data}'; this scene loads a swap or conflation on glyphs, such as it saves or as \`hkmem edit --data glyphs\` makes.`,
      );
    }
    this.#begin(config, this.#fresh('training-edit', checkpoint.spec));
    this.#trainer!.restore(checkpoint);
    return this.#view();
  }

  async #step(): Promise<TrainingReport> {
    const { update, loss, seconds } = await this.#trainer!.step();
    const { updates } = this.#config!;
    const report = { update, updates, loss, seconds };
    if (update % lookEvery !== 0 && update !== updates) return report;
    return { ...report, ...(await this.#look()) };
  }

  async #look() {
    const source = sourceOf(this.#config!, this.#engine!.spec.neurons, 'test');
    const { accuracy, loss, answers } = await evaluate({ engine: this.#engine!, readout, source });
    return { accuracy, testLoss: loss, answers: [...answers.subarray(0, digitsShown)] };
  }

  async #view(): Promise<TrainingView> {
    const config = this.#config!;
    const pixels = dataset.test.height * dataset.test.width;
    return {
      task: config.task,
      update: this.#trainer!.update,
      updates: config.updates,
      neurons: this.#engine!.spec.neurons,
      edges: this.#engine!.spec.oscillators!.graph.sources.length,
      trained: [...this.#engine!.shapes]
        .filter(([path]) => !path.startsWith('hopfield.'))
        .reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0),
      backend: this.#engine!.backend,
      images: Array.from({ length: digitsShown }, (_, n) => dataset.test.images.slice(n * pixels, (n + 1) * pixels)),
      wanted: [...labelsOf(config, 'test').subarray(0, digitsShown)],
      shown: [...dataset.test.labels.subarray(0, digitsShown)],
      ...(await this.#look()),
    };
  }

  #begin(config: TrainingConfig, engine: Engine): void {
    this.#config = config;
    this.#engine = engine;
    this.#trainer = trainerOf(config, engine);
  }

  #fresh(name: string, spec: Engine['spec']): Engine {
    if (name === 'training-edit') {
      this.#trainer?.dispose();
      this.#trainer = undefined;
    }
    this.#host.release(name);
    return this.#host.engine(name, spec, () => {});
  }
}

async function checkpointOf(
  config: TrainingConfig,
  engine: Engine,
  trainer: Trainer,
  moments: boolean,
): Promise<Checkpoint> {
  const state = await trainer.state();
  const integration = describeTrainingFlow(config.flow);
  return createCheckpoint({
    spec: engine.spec,
    state: moments ? state : { ...state, moments: {} },
    config,
    seed: config.seed,
    integration,
  });
}
