import { applyRule, checkValues, type Engine, momentNames, ValueError } from '@hkmem/backend';
import { type OptimiserSettings, optimiserRule } from '../optimiser/optimiser.ts';
import { addProduct, factorGradients, initialFactors, type SymmetricFactors } from './factors.ts';
import { correctedPath, factorShapes, type LowRankSettings } from './low-rank-settings.ts';
import type { Parametrisation } from './parametrisation.ts';
import { readTrainingState, type ShapedArray, type TrainingState, writeTrainingState } from './training-state.ts';

const names = ['U', 'c'] as const;
/** Of the engine, whose own running means are not used. */
const untrained = { paths: [], kind: 'lion' } as const;

/**
 * A symmetric correction of rank r of frozen dense Hopfield weights, W + U diag(c) U^T: LoRA (arXiv 2106.09685) for a matrix
 * that must stay symmetric. Each step takes the gradient of the whole matrix from the engine and pulls it back to the
 * factors on the host in float64; the engine holds the corrected weights, so it is evaluated as any other.
 */
export class LowRankCorrection implements Parametrisation {
  readonly paths: readonly string[] = [correctedPath];
  readonly #engine: Engine;
  readonly #optimiser: OptimiserSettings;
  readonly #base: ArrayLike<number>;
  readonly #corrected: Float64Array;
  readonly #factors: SymmetricFactors;
  readonly #initial: SymmetricFactors;
  readonly #running: Readonly<Record<'first' | 'second', Pick<SymmetricFactors, 'U' | 'c'>>>;

  constructor(engine: Engine, optimiser: OptimiserSettings, seed: number, { rank, base }: LowRankSettings) {
    const { neurons } = engine.spec;
    this.#engine = engine;
    this.#optimiser = optimiser;
    this.#base = base;
    this.#corrected = new Float64Array(neurons * neurons);
    this.#initial = initialFactors(neurons, rank, seed);
    this.#factors = initialFactors(neurons, rank, seed);
    const zeros = (): Pick<SymmetricFactors, 'U' | 'c'> => {
      return { U: new Float64Array(neurons * rank), c: new Float64Array(rank) };
    };
    this.#running = { first: zeros(), second: zeros() };
  }

  activeAt(): readonly string[] {
    return this.paths;
  }

  async optimise(update: number): Promise<void> {
    const gradients = factorGradients(await this.#engine.readGradient(correctedPath), this.#factors);
    const { first, second } = this.#running;
    for (const name of names) {
      const rule = optimiserRule(this.#optimiser, `low-rank.${name}`, update);
      applyRule(rule, this.#factors[name], gradients[name], first[name], second[name]);
    }
    addProduct(this.#base, this.#factors, this.#corrected);
    this.#engine.writeParameter(correctedPath, this.#corrected);
  }

  async read(update: number, parameters?: Iterable<string>): Promise<TrainingState> {
    // Before the wait for the engine: both are of one update.
    const factors: Record<string, ShapedArray> = {};
    const moments: Record<string, ShapedArray> = {};
    for (const [path, shape] of this.#shapes()) {
      factors[path] = { shape, data: this.#factors[nameOf(path)].slice() };
      for (const moment of momentNames(this.#optimiser.kind)) {
        moments[`${path}/${moment}`] = { shape, data: this.#running[moment][nameOf(path)].slice() };
      }
    }
    return { ...(await readTrainingState(this.#engine, untrained, update, parameters)), factors, moments };
  }

  write(state: TrainingState): void {
    const { update, factors = {}, moments } = state;
    for (const [path, shape] of this.#shapes()) {
      const factor = factors[path];
      if (factor === undefined && update > 0) {
        throw new ValueError('training state', `none of ${path}`, 'every factor of the low-rank correction');
      }
      if (factor !== undefined) checkValues(`factor '${path}'`, factor.data, shape);
      for (const moment of momentNames(this.#optimiser.kind)) {
        const key = `${path}/${moment}`;
        if (moments[key] !== undefined) checkValues(`running mean '${key}'`, moments[key].data, shape);
      }
    }
    writeTrainingState(this.#engine, untrained, state);
    for (const path of this.#shapes().keys()) {
      const name = nameOf(path);
      this.#factors[name].set(factors[path]?.data ?? this.#initial[name]);
      for (const moment of ['first', 'second'] as const) {
        const running = this.#running[moment][name];
        const given = moments[`${path}/${moment}`]?.data;
        if (given === undefined) running.fill(0);
        else running.set(given);
      }
    }
  }

  #shapes(): ReadonlyMap<string, readonly number[]> {
    return factorShapes(this.#factors.neurons, this.#factors.rank);
  }
}

function nameOf(path: string): 'U' | 'c' {
  return path.endsWith('U') ? 'U' : 'c';
}
