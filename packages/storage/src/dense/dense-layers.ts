import {
  type Backend,
  type Engine,
  type HostArray,
  type HostState,
  type ParameterValues,
  ShapeError,
  type SystemSpec,
} from '@hkmem/backend';
import { hopfield, writeParameters } from '@hkmem/dynamics';
import { addRow, lengthOf } from '../linear-algebra/kernels.ts';
import { type Match, matchPattern } from '../patterns/match.ts';
import { checkedPattern, isBinary } from '../patterns/patterns.ts';
import { type DenseEnergyName, type DenseForm, logSumExpForm, logSumReluForm, polynomialForm } from './dense-form.ts';
import { checkDensePattern } from './dense-patterns.ts';
import { driveOf, lostShare, updateOf } from './dense-update.ts';
import { leastSquareDistance } from './distance.ts';
import { refuseLost } from './refuse-lost.ts';
import { requireForgettable } from './require-forgettable.ts';

/** What a dense memory was made with. */
export interface DenseLayersParts {
  readonly energy: DenseEnergyName;
  readonly degree: number;
  readonly gain: number;
  readonly inverseTemperature: number | undefined;
  readonly overload: boolean;
}

/** Patterns in the weights between two layers. Made by `storeDense`. */
export class DenseLayers {
  /** The energy. */
  readonly energyName: DenseEnergyName;
  readonly #parts: DenseLayersParts;
  readonly #patterns: Float64Array[];

  /** @internal */
  constructor(patterns: Float64Array[], parts: DenseLayersParts) {
    this.energyName = parts.energy;
    this.#parts = parts;
    this.#patterns = patterns;
    this.#refuseLost();
  }

  /** The stored patterns, in order; not to be changed. */
  get patterns(): readonly Float64Array[] {
    return this.#patterns;
  }

  /** beta; undefined for `polynomial`. */
  get inverseTemperature(): number | undefined {
    const { energy, inverseTemperature } = this.#parts;
    if (energy === 'polynomial') return undefined;
    if (inverseTemperature !== undefined) return inverseTemperature;
    return energy === 'log-sum-exp' ? 1 : (8 * this.#length() ** 2) / leastSquareDistance(this.#patterns);
  }

  /** A pattern is shown where x of its units is `gain` times itself: 1 but for `polynomial`. */
  get gain(): number {
    return this.energyName === 'polynomial' ? this.#parts.gain : 1;
  }

  /** N units that show a pattern, then one hidden unit for each. */
  get spec(): SystemSpec {
    const [N, count] = [this.#patterns[0]!.length, this.#patterns.length];
    const [shown, hidden] = this.#form().layers;
    const layers = [
      { size: N, ...shown },
      { size: count, ...hidden },
    ];
    return hopfield(N + count, { activation: 'identity', layers });
  }

  /** Its parameters: every pattern is a row of `hopfield.layers.0`. */
  get parameterValues(): ParameterValues {
    const [N, count] = [this.#patterns[0]!.length, this.#patterns.length];
    const { factor, bias } = this.#form();
    const weights = new Float64Array(N * count);
    this.#patterns.forEach((pattern, k) => {
      addRow(weights, k * N, factor, pattern, 0, N);
    });
    return { 'hopfield.layers.0': weights, 'hopfield.bias': new Float64Array(N + count).fill(bias, N) };
  }

  /** An engine that holds the memory as it is now; what is added later, it does not know. The caller disposes of it. */
  engine(backend: Backend): Engine {
    const engine = backend.createEngine(this.spec);
    writeParameters(engine, this.parameterValues);
    return engine;
  }

  /** States of both layers from x [B, N] of the units that show: hidden units where these put them. @throws {ShapeError} */
  start(cues: HostArray): HostState {
    const [N, count] = [this.#patterns[0]!.length, this.#patterns.length];
    if (cues.length === 0 || cues.length % N !== 0) {
      throw new ShapeError('cues', cues.length, N, 'Pass one cue or several of that many entries.');
    }
    const form = this.#form();
    const batch = cues.length / N;
    const x = new Float64Array(batch * (N + count));
    for (let b = 0; b < batch; b++) {
      const cue = Float64Array.from(cues.subarray(b * N, (b + 1) * N));
      x.set(cue, b * (N + count));
      x.set(driveOf(form, this.#patterns, cue), b * (N + count) + N);
    }
    return { x };
  }

  /**
   * One update of x [N] in float64, hidden units following at once: sum_k w_k f_k(w . g + b). For `log-sum-exp` it is
   * attention with patterns as keys and values. Energies of convex Lagrangians never rise by it. @throws {ShapeError}
   */
  update(x: ArrayLike<number>): Float64Array {
    const N = this.#patterns[0]!.length;
    if (x.length !== N) throw new ShapeError('state', x.length, N, 'Pass one state of the size of the patterns.');
    return updateOf(this.#form(), this.#patterns, Float64Array.from(x));
  }

  /**
   * Stores one more pattern. @throws {PatternError | NonFiniteError | DuplicatePatternError | CapacityError} as `storeDense`;
   * the memory then stays as it was.
   */
  add(pattern: ArrayLike<number>): void {
    const copy = checkedPattern(pattern, this.#patterns, false);
    checkDensePattern(this.energyName, copy, this.#patterns.length, this.#patterns[0]!);
    this.#patterns.push(copy);
    try {
      this.#refuseLost();
    } catch (error) {
      this.#patterns.pop();
      throw error;
    }
  }

  /** Forgets a pattern; those after it move up by one. @throws {RuleError} if there is none such, or no other. */
  forget(index: number): void {
    requireForgettable(index, this.#patterns.length);
    this.#patterns.splice(index, 1);
  }

  /** Which pattern each sample of states x [B, N + P] is, and how sure that is. @throws {ShapeError} */
  match(states: HostArray): Match[] {
    const [N, count] = [this.#patterns[0]!.length, this.#patterns.length];
    const size = N + count;
    if (states.length === 0 || states.length % size !== 0) {
      throw new ShapeError('states', states.length, size, 'Pass x of one sample or several, hidden units included.');
    }
    const form = this.#form();
    const kind = { binary: this.#patterns.every(isBinary), opposites: false };
    return Array.from({ length: states.length / size }, (_, b) => {
      const x = Float64Array.from(states.subarray(b * size, b * size + N));
      return matchPattern(this.#patterns, form.seen(x), kind);
    });
  }

  /**
   * Share of each stored pattern that is lost when the memory starts from it: of signs where updates end, or, of real
   * patterns, by how much the end misses the pattern, relative to it.
   */
  lost(): number[] {
    const form = this.#form();
    return this.#patterns.map((pattern) => lostShare(form, this.#patterns, pattern));
  }

  #form(): DenseForm {
    const { energy, degree, gain } = this.#parts;
    if (energy === 'polynomial') return polynomialForm(degree, gain, this.#patterns[0]!.length);
    const beta = this.inverseTemperature!;
    return energy === 'log-sum-exp' ? logSumExpForm(beta) : logSumReluForm(beta, this.#length());
  }

  #length(): number {
    return lengthOf(this.#patterns[0]!);
  }

  #refuseLost(): void {
    const { energy, degree, overload } = this.#parts;
    if (!overload) refuseLost(this.#form(), this.#patterns, { energy, degree, beta: this.inverseTemperature });
  }
}
