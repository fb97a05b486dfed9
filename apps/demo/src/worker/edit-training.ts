import type { Engine } from '@hkmem/backend';
import { writeParameters } from '@hkmem/dynamics';
import {
  baseProblem,
  checkpointOf,
  continuedEdit,
  createTrainer,
  decodeMemory,
  editProblem,
  encodeMemory,
  loadData,
  type Problem,
} from '@hkmem/experiments';
import { type Checkpoint, encodeCheckpoint, evaluate, type Trainer } from '@hkmem/training';
import type { BackendHost } from './backend-host.ts';
import { breathe } from './flow-frames.ts';
import { keepTraining } from './kept-training.ts';
import type { BaseReport, TrainingReport, TrainingView } from './protocol.ts';
import { baseConfig, editConfig } from './training-settings.ts';

/** Updates between two looks at the accuracy, after which the state is kept, too. */
const lookEvery = 10;
/** Updates of the base memory between two reports. */
const baseReportEvery = 5;
const digitsShown = 10;

/**
 * A small memory and an edit of it, trained in place; it can be paused, stepped, begun anew, saved and loaded. It goes on
 * from the state kept last when the backend under it is replaced.
 */
export class EditTraining {
  readonly #host: BackendHost;
  readonly #dataset = loadData(baseConfig.data, {});
  #problem: Problem | undefined;
  #engine: Engine | undefined;
  #trainer: Trainer | undefined;
  /** The last state that is known to be good, and the backend that `#engine` was made on. */
  #kept: Checkpoint | undefined;
  #generation = -1;
  #running = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(host: BackendHost) {
    this.#host = host;
  }

  /** Trains the base memory from nothing and sets up the edit of a task, at update 0. */
  async prepare(task: 'swap' | 'conflation', onBase: (report: BaseReport) => void): Promise<TrainingView> {
    await this.#rest();
    return this.#host.run(() => this.#prepare(task, onBase));
  }

  async #prepare(task: 'swap' | 'conflation', onBase: (report: BaseReport) => void): Promise<TrainingView> {
    const dataset = await this.#dataset;
    const problem = baseProblem(baseConfig, dataset);
    this.#host.release('training-base');
    const engine = this.#host.engine('training-base', problem.spec, () => {});
    writeParameters(engine, problem.parameters);
    const trainer = await createTrainer(problem, engine);
    const { updates } = baseConfig;
    let report: BaseReport = { update: 0, updates, loss: Number.NaN };
    const onUpdate = ({ update, loss }: { update: number; loss: number }): void => {
      report = { update, updates, loss };
    };
    // In short runs, since a device tells of several updates at once.
    while (trainer.update < updates) {
      await trainer.run({ until: Math.min(trainer.update + baseReportEvery, updates), onUpdate });
      onBase(report);
    }
    const base = decodeMemory(encodeMemory(await checkpointOf(problem, trainer)), 'base memory');
    trainer.dispose();
    const edit = editProblem(editConfig(task, base.hash), dataset, base);
    await this.#begin(edit);
    writeParameters(this.#engine!, edit.parameters);
    this.#host.release('training-base');
    await this.#keep();
    return this.#view();
  }

  /** Updates until paused or finished. */
  async run(onUpdate: (report: TrainingReport) => void): Promise<TrainingView> {
    if (!this.#running) {
      this.#running = true;
      this.#loop = this.#updates(onUpdate);
    }
    await this.#loop;
    return this.#stand();
  }

  async #updates(onUpdate: (report: TrainingReport) => void): Promise<void> {
    try {
      const { updates } = this.#problem!.config;
      while (this.#running && (await this.#step(onUpdate)) < updates) await breathe();
    } finally {
      this.#running = false;
    }
  }

  /** Pauses, and waits for the update that is being made, though not for ever: a device may hang. */
  async #rest(): Promise<void> {
    this.pause();
    await Promise.race([this.#loop.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 3000))]);
  }

  pause(): void {
    this.#running = false;
  }

  /** One update. */
  async step(onUpdate: (report: TrainingReport) => void): Promise<TrainingView> {
    await this.#step(onUpdate);
    return this.#stand();
  }

  /** The training as it stands, as a safetensors file that `hkmem` reads too. */
  save(): Promise<Uint8Array> {
    return this.#onBackend(async () => encodeCheckpoint(await this.#keep()));
  }

  /** Goes on from a file. @throws if it is not a swap or conflation on drawn digits. */
  async load(bytes: Uint8Array): Promise<TrainingView> {
    await this.#rest();
    const memory = decodeMemory(bytes, 'The file');
    const { config } = memory;
    if (
      memory.kind !== 'edit' ||
      config.data !== 'glyphs' ||
      (config.task !== 'swap' && config.task !== 'conflation')
    ) {
      throw new Error(
        `The file is of '${config.task}' on '${config.data}'; this scene loads a swap or conflation on glyphs, such as it saves or as \`hkmem edit --data glyphs\` makes.`,
      );
    }
    this.#problem = continuedEdit(memory.config, await this.#dataset, memory);
    this.#kept = memory.checkpoint;
    this.#generation = -1;
    return this.#stand();
  }

  /** Keeps the state while the backend still answers, before another one takes its place. */
  async beforeChange(): Promise<void> {
    await this.#rest();
    if (this.#generation === this.#host.generation) await this.#keep().catch(() => undefined);
  }

  /** Does work on the backend in use: builds the training there from the state kept last, if it stood on another. */
  #onBackend<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#host.run(async () => {
      const kept = this.#kept;
      if (kept === undefined) throw new Error('There is no training yet; press Train, Step or Load.');
      if (this.#generation !== this.#host.generation) {
        await this.#begin(this.#problem!);
        this.#trainer!.restore(kept);
      }
      return work();
    });
  }

  /** One update; where the training stands after it. */
  #step(onUpdate: (report: TrainingReport) => void): Promise<number> {
    return this.#onBackend(async () => {
      const { update, loss, seconds } = await this.#trainer!.step();
      const { updates } = this.#problem!.config;
      const report = { update, updates, loss, seconds, backend: this.#engine!.backend };
      const looks = update % lookEvery === 0 || update === updates;
      const seen = looks ? await this.#look() : {};
      if (looks) void keepTraining(encodeCheckpoint(await this.#keep()));
      onUpdate({ ...report, ...seen });
      return update;
    });
  }

  /** The training where it rests, kept. */
  #stand(): Promise<TrainingView> {
    return this.#onBackend(async () => {
      void keepTraining(encodeCheckpoint(await this.#keep()));
      return this.#view();
    });
  }

  async #keep(): Promise<Checkpoint> {
    this.#kept = await checkpointOf(this.#problem!, this.#trainer!);
    return this.#kept;
  }

  async #look() {
    const { readout, test } = this.#problem!;
    const { accuracy, loss, answers } = await evaluate({ engine: this.#engine!, readout, source: test.source });
    return { accuracy, testLoss: loss, answers: [...answers.subarray(0, digitsShown)] };
  }

  async #view(): Promise<TrainingView> {
    const { config, spec, trainedParameters, test } = this.#problem!;
    const dataset = await this.#dataset;
    const pixels = dataset.test.height * dataset.test.width;
    return {
      task: config.task,
      update: this.#trainer!.update,
      updates: config.updates,
      neurons: spec.neurons,
      edges: spec.oscillators!.graph.sources.length,
      trained: trainedParameters,
      backend: this.#engine!.backend,
      images: Array.from({ length: digitsShown }, (_, n) => dataset.test.images.slice(n * pixels, (n + 1) * pixels)),
      wanted: [...test.labels.subarray(0, digitsShown)],
      shown: [...dataset.test.labels.subarray(0, digitsShown)],
      ...(await this.#look()),
    };
  }

  async #begin(problem: Problem): Promise<void> {
    const trainer = this.#trainer;
    this.#trainer = undefined;
    // A trainer on a backend that is gone has nothing to give back.
    if (this.#generation === this.#host.generation) trainer?.dispose();
    this.#host.release('training-edit');
    this.#problem = problem;
    this.#engine = this.#host.engine('training-edit', problem.spec, () => {});
    this.#generation = this.#host.generation;
    this.#trainer = await createTrainer(problem, this.#engine);
  }
}
