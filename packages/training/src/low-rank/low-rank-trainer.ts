import { applyRule, checkOptions, ValueError } from '@hkmem/backend';
import type { BatchSource } from '../batches/batch.ts';
import { checkOptimiser, type OptimiserSettings, optimiserRule } from '../optimiser/optimiser.ts';
import { scheduleFactor } from '../optimiser/schedule.ts';
import { Pacer } from '../trainer/pause.ts';
import { checkTrainerSettings, checkWhole, type TrainerSettings } from '../trainer/settings.ts';
import type { RunCallbacks, UpdateReport } from '../trainer/trainer.ts';
import { TrainingDivergedError } from '../trainer/training-diverged-error.ts';
import { UpdateWork } from '../trainer/update.ts';
import { addProduct, factorGradients, initialFactors, type SymmetricFactors } from './factors.ts';

/** Settings of a `LowRankTrainer`; groups of the optimiser go by `low-rank.U` and `low-rank.c`. */
export interface LowRankSettings extends Omit<TrainerSettings, 'trainable' | 'freezeUntil' | 'checkEvery'> {
  /** r, from 1 to N. */
  readonly rank: number;
}

const path = 'hopfield.weights';

interface Running {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * Trains a symmetric correction of rank r of frozen dense Hopfield weights, W + U diag(c) U^T: LoRA (arXiv 2106.09685)
 * for a matrix that must stay symmetric. Each update takes the gradient of the whole matrix from the engine and pulls it
 * back to the factors on the host in float64; the engine holds the corrected weights, so it is evaluated as any other.
 */
export class LowRankTrainer {
  readonly #settings: LowRankSettings;
  readonly #source: BatchSource;
  readonly #work: UpdateWork;
  readonly #optimiser: OptimiserSettings;
  readonly #base: ArrayLike<number>;
  readonly #corrected: Float64Array;
  readonly #running: { readonly U: Running; readonly c: Running };
  /** The factors as they are now. */
  readonly factors: SymmetricFactors;
  #update = 0;

  private constructor(settings: LowRankSettings, source: BatchSource, base: ArrayLike<number>) {
    const { engine, optimiser, rank, seed } = settings;
    const N = engine.spec.neurons;
    const { groups: _, ...common } = optimiser;
    const inner: TrainerSettings = { ...settings, optimiser: common, trainable: [path] };
    checkTrainerSettings(inner, source);
    checkWhole('rank', rank, 1);
    if (rank > N) throw new ValueError('rank', rank, `at most ${N}, the number of neurons`);
    const shapes = new Map<string, readonly number[]>();
    shapes.set('low-rank.U', [N, rank]).set('low-rank.c', [rank]);
    checkOptimiser(optimiser, shapes);
    this.#settings = settings;
    this.#source = source;
    this.#optimiser = optimiser;
    this.#work = new UpdateWork(inner);
    this.#base = base;
    this.#corrected = new Float64Array(N * N);
    this.factors = initialFactors(N, rank, seed);
    const running = ({ length }: Float64Array): Running => {
      return { first: new Float64Array(length), second: new Float64Array(length) };
    };
    this.#running = { U: running(this.factors.U), c: running(this.factors.c) };
  }

  /**
   * A trainer over an engine whose weights are written; the correction starts at 0.
   * @throws {ValueError | UnknownNameError} naming the first setting that does not fit; the weights must be dense.
   */
  static async create(settings: LowRankSettings, source: BatchSource): Promise<LowRankTrainer> {
    checkOptions<LowRankSettings>('LowRankTrainer', settings, {
      engine: 'required',
      readout: 'required',
      flow: 'required',
      optimiser: 'required',
      batchSize: 'required',
      updates: 'required',
      seed: 'required',
      rank: 'required',
      byteBudget: 'optional',
    });
    if (settings.engine.spec.threshold === undefined || settings.engine.spec.threshold.layers !== undefined) {
      throw new ValueError('low-rank correction', 'a system without dense Hopfield weights', 'a dense Hopfield memory');
    }
    return new LowRankTrainer(settings, source, await settings.engine.readParameter(path));
  }

  /** Updates done. */
  get update(): number {
    return this.#update;
  }

  /** One update. @throws {TrainingDivergedError} if loss or gradient are not finite; factors are then as before. */
  async step(): Promise<UpdateReport> {
    const start = performance.now();
    const { engine, batchSize } = this.#settings;
    const trainingBatch = this.#source.trainingBatch(this.#update, batchSize);
    const { batch, outcome } = await this.#work.gradients(trainingBatch, this.#update);
    const { loss, finite } = await outcome;
    if (!finite) throw new TrainingDivergedError(this.#update + 1, loss, await this.#work.locate(batch, this.#update));
    const gradients = factorGradients(await engine.readGradient(path), this.factors);
    for (const name of ['U', 'c'] as const) {
      const rule = optimiserRule(this.#optimiser, `low-rank.${name}`, this.#update);
      const { first, second } = this.#running[name];
      applyRule(rule, this.factors[name], gradients[name], first, second);
    }
    addProduct(this.#base, this.factors, this.#corrected);
    engine.writeParameter(path, this.#corrected);
    this.#update++;
    const { rate, schedule } = this.#optimiser;
    const seconds = (performance.now() - start) / 1000;
    return { update: this.#update, loss, seconds, rate: rate * scheduleFactor(schedule, this.#update - 1) };
  }

  /** Updates until all are done, `until` is reached or the signal is aborted. Throws as `step` and `onUpdate`. */
  async run({ onUpdate, signal, until }: RunCallbacks = {}): Promise<'finished' | 'stopped'> {
    const { updates } = this.#settings;
    const pacer = new Pacer();
    while (this.#update < Math.min(until ?? updates, updates) && !signal?.aborted) {
      const report = await this.step();
      await onUpdate?.(report);
      await pacer.pause();
    }
    return this.#update >= updates ? 'finished' : 'stopped';
  }

  /** Gives the vectors back; the engine stays, with the corrected weights. */
  dispose(): void {
    this.#work.dispose();
  }
}
