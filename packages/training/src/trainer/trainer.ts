import { DeviceError, HkmemError, ValueError } from '@hkmem/backend';
import type { BatchSource } from '../batches/batch.ts';
import { checkWhole } from '../check-whole.ts';
import { scheduleFactor } from '../optimiser/schedule.ts';
import { EngineParameters } from '../parametrisation/engine-parameters.ts';
import { LowRankCorrection } from '../parametrisation/low-rank-correction.ts';
import type { Parametrisation } from '../parametrisation/parametrisation.ts';
import type { TrainingState } from '../parametrisation/training-state.ts';
import { holdSpectrum } from '../spectrum/hold-spectrum.ts';
import { Pacer } from './pause.ts';
import { checkTrainerSettings, type TrainerSettings } from './settings.ts';
import { TrainingDivergedError } from './training-diverged-error.ts';
import { type Outcome, UpdateWork } from './update.ts';

/** What one update did. */
export interface UpdateReport {
  /** Updates done with this one. */
  readonly update: number;
  /** Mean squared error of the batch before the update, or what the objective asks for. */
  readonly loss: number;
  /** Time the update took. */
  readonly seconds: number;
  /** Learning rate after the schedule, before the factors of groups. */
  readonly rate: number;
}

/** What `run` may be told. */
export interface RunCallbacks {
  /**
   * Told of every update, in order; waited for. With `checkEvery` above 1 the engine may be ahead: a group is done before
   * its first update is told of, and the parameters are those of `Trainer.update`.
   */
  readonly onUpdate?: (report: UpdateReport) => void | Promise<void>;
  /** Once aborted, the run ends after the update it is in. */
  readonly signal?: AbortSignal;
  /** Updates after which this run ends; those of the settings if absent. */
  readonly until?: number;
}

/**
 * Trains parameters of a system by the discrete adjoint of its flow: each update takes a batch, integrates it, takes
 * the mean over the batch of sum_c (out_c - y_c)^2 (arXiv 2505.03648) or the losses of an `Objective`, walks back and lets
 * the optimiser step. Seed,
 * settings and source fix every number, however often a run is stopped and resumed. Running means start at 0.
 */
export class Trainer {
  readonly #settings: TrainerSettings;
  readonly #source: BatchSource;
  readonly #parametrisation: Parametrisation;
  readonly #work: UpdateWork;
  #update = 0;
  #kept: TrainingState | undefined;
  #status: 'idle' | 'busy' | 'disposed' = 'idle';

  /** @throws {ValueError | UnknownNameError} naming the first setting that does not fit. */
  constructor(settings: TrainerSettings, source: BatchSource) {
    checkTrainerSettings(settings, source);
    this.#settings = settings;
    this.#source = source;
    const { engine, optimiser, seed, lowRank } = settings;
    this.#parametrisation =
      lowRank === undefined ? new EngineParameters(settings) : new LowRankCorrection(engine, optimiser, seed, lowRank);
    this.#work = new UpdateWork(settings, this.#parametrisation);
    this.#parametrisation.write({ update: 0, parameters: {}, moments: {} });
  }

  /** Updates done. */
  get update(): number {
    return this.#update;
  }

  /**
   * The last state that the host holds a copy of: that of the last `state` or `restore`, of the beginning of `run`, and
   * with `checkEvery` above 1 that of the last updates that were reported. It outlives the device; undefined before.
   */
  get kept(): TrainingState | undefined {
    return this.#kept;
  }

  /** What a pass forward keeps for the pass back, and its bytes, in words; empty before the first update. */
  get storage(): string {
    return this.#work.storage;
  }

  /**
   * One update, also beyond `updates`.
   * @throws {TrainingDivergedError} if loss or gradient are not finite; parameters are then as before.
   * @throws {ShapeError | ValueError | NonFiniteError} if the batch does not fit the system, likewise.
   */
  step(): Promise<UpdateReport> {
    return this.#exclusively(() => this.#step());
  }

  /**
   * Updates until all are done, `until` is reached (then, too, `stopped`), or the signal is aborted.
   * @throws as `step`, and what `onUpdate` throws. @throws {DeviceError} if the device fails; `kept` is what is left then,
   * and `update` may be beyond it.
   */
  async run(callbacks: RunCallbacks = {}): Promise<'finished' | 'stopped'> {
    const { updates, checkEvery = 1 } = this.#settings;
    const { onUpdate, signal, until = updates } = callbacks;
    checkWhole('until', until, 0);
    await this.#exclusively(() => this.#keep());
    const pacer = new Pacer();
    while (this.#update < Math.min(until, updates) && !signal?.aborted) {
      const count = Math.min(checkEvery, until - this.#update, updates - this.#update);
      const reports = checkEvery === 1 ? [() => this.step()] : await this.#exclusively(() => this.#group(count));
      for (const next of reports) {
        const report = await next();
        await onUpdate?.(report);
      }
      await pacer.pause();
    }
    return this.#update >= updates ? 'finished' : 'stopped';
  }

  /** Parameters and running means as they are now. */
  state(): Promise<TrainingState> {
    return this.#exclusively(async () => {
      this.#kept = await this.#parametrisation.read(this.#update);
      return this.#kept;
    });
  }

  /**
   * Goes on from a state, such as a decoded checkpoint: writes its parameters, its running means (0 where it has none for
   * a trained parameter) and the number of updates.
   * @throws {ValueError | ShapeError | NonFiniteError | UnknownNameError} before anything is changed.
   */
  restore(state: TrainingState): void {
    this.#checkIdle();
    const missing = [...this.#settings.engine.shapes.keys()].filter((path) => state.parameters[path] === undefined);
    if (missing.length > 0) {
      throw new ValueError('training state', `none of ${missing.join(', ')}`, 'every parameter of the system');
    }
    this.#parametrisation.write(state);
    this.#update = state.update;
    this.#kept = state;
  }

  /** Gives the vectors back; the engine stays. Idempotent. */
  dispose(): void {
    if (this.#status === 'disposed') return;
    this.#checkIdle();
    this.#status = 'disposed';
    this.#work.dispose();
  }

  async #step(): Promise<UpdateReport> {
    const start = performance.now();
    const { samples, outcome } = await this.#work.gradients(this.#batch(), this.#update);
    const { loss, finite } = await outcome;
    if (!finite) {
      throw new TrainingDivergedError(this.#update + 1, loss, await this.#work.locate(samples, this.#update));
    }
    await this.#optimise();
    return this.#report(this.#update, loss, (performance.now() - start) / 1000);
  }

  /**
   * Several updates without waiting for their losses. If one fails, all are taken back and the reports, asked for one
   * after another, do them again.
   */
  async #group(count: number): Promise<readonly (() => Promise<UpdateReport>)[]> {
    const start = performance.now();
    const first = this.#update;
    const before = await this.#keep();
    const pending: Promise<Outcome>[] = [];
    const rewind = (): void => {
      this.#parametrisation.write(before);
      this.#update = first;
    };
    let outcomes: readonly Outcome[];
    let after: TrainingState;
    try {
      for (let n = 0; n < count; n++) {
        pending.push((await this.#work.gradients(this.#batch(), this.#update)).outcome);
        await this.#optimise();
      }
      const reading = this.#read();
      // Is waited for below, unless a loss cannot be read.
      reading.catch(() => undefined);
      outcomes = await Promise.all(pending);
      after = await reading;
    } catch (error) {
      await Promise.allSettled(pending);
      this.#update = first;
      // A device that failed takes no more; then `kept` has what there was.
      if (!(error instanceof DeviceError)) rewind();
      throw error;
    }
    if (!outcomes.every(({ finite }) => finite)) {
      rewind();
      return outcomes.map(() => () => this.step());
    }
    this.#kept = after;
    const seconds = (performance.now() - start) / 1000 / count;
    return outcomes.map(
      ({ loss }, n) =>
        async () =>
          this.#report(first + n + 1, loss, seconds),
    );
  }

  async #optimise(): Promise<void> {
    await this.#parametrisation.optimise(this.#update);
    this.#update++;
    const { engine, spectrum, updates } = this.#settings;
    if (spectrum === undefined || (this.#update % spectrum.every !== 0 && this.#update !== updates)) return;
    const { every: _, ...bounds } = spectrum;
    // On the way a look at the largest will do.
    const search = this.#update === updates ? {} : { tolerance: 0.01, passes: 2 };
    await holdSpectrum(engine, { ...search, ...bounds, seed: this.#update });
  }

  /** The state as it is, from the host's copy if that is the last one. */
  async #keep(): Promise<TrainingState> {
    if (this.#kept?.update !== this.#update) this.#kept = await this.#read();
    return this.#kept;
  }

  /** Reads what a training changes, and takes the rest from the host's copy. */
  async #read(): Promise<TrainingState> {
    const { engine } = this.#settings;
    const paths = this.#kept === undefined ? engine.shapes.keys() : this.#parametrisation.paths;
    const state = await this.#parametrisation.read(this.#update, paths);
    return { ...state, parameters: { ...this.#kept?.parameters, ...state.parameters } };
  }

  #batch(): ReturnType<BatchSource['trainingBatch']> {
    return this.#source.trainingBatch(this.#update, this.#settings.batch);
  }

  #report(update: number, loss: number, seconds: number): UpdateReport {
    const { rate, schedule } = this.#settings.optimiser;
    return { update, loss, seconds, rate: rate * scheduleFactor(schedule, update - 1) };
  }

  async #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#checkIdle();
    this.#status = 'busy';
    try {
      return await work();
    } finally {
      this.#status = 'idle';
    }
  }

  #checkIdle(): void {
    if (this.#status === 'idle') return;
    const way = this.#status === 'busy' ? 'it is in an update. Wait for that' : 'it was disposed of. Make a new one';
    throw new HkmemError(`trainer: ${way}.`);
  }
}
