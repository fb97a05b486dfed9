import { ShapeError, UnknownNameError, ValueError } from '@hkmem/backend';
import { type Match, matchPattern } from '../patterns/match.ts';
import { checkedPattern, checkedPatterns, isBinary, type Patterns } from '../patterns/patterns.ts';
import { leastSquareDistance, square, squareDistance } from './distance.ts';
import { requireForgettable } from './require-forgettable.ts';

/** Energies of dense memories of real-valued patterns. */
export const kernelNames = ['log-sum-exp', 'log-sum-relu'] as const;
/** A name of an energy of a dense memory. */
export type KernelName = (typeof kernelNames)[number];

/** How a dense memory of real-valued patterns is made. */
export interface KernelMemoryOptions {
  /**
   * `log-sum-exp`, the modern Hopfield memory: E = |x|^2 / 2 - (1/beta) log sum_k e^(beta p_k . x) (Ramsauer et al., arXiv
   * 2008.02217). `log-sum-relu`: E = -(1/beta) log sum_k relu(1 - beta |x - p_k|^2 / 2) (Hoover et al., arXiv 2506.10801).
   */
  readonly energy: KernelName;
  /**
   * beta, above 0. Default of `log-sum-exp` 1. A pattern of `log-sum-relu` reaches as far as sqrt(2 / beta); the default
   * makes that half the least distance between patterns, so that every cue within reach of one is restored to it exactly.
   */
  readonly inverseTemperature?: number;
}

/** Where a cue was led. */
export interface Retrieval {
  /** The state, [N]. */
  readonly state: Float64Array;
  /** Updates that were made. */
  readonly updates: number;
  /** Whether the last one moved no entry by more than the tolerance. */
  readonly rest: boolean;
}

/** A dense memory of real-valued patterns in float64: its energy, its update and what they lead to. */
export class KernelMemory {
  /** The energy. */
  readonly energyName: KernelName;
  readonly #patterns: Float64Array[];
  readonly #given: number | undefined;

  /**
   * @throws {PatternError | NonFiniteError | DuplicatePatternError} on patterns that are no set. @throws {UnknownNameError}
   * @throws {ValueError} unless beta is above 0.
   */
  constructor(patterns: Patterns, options: KernelMemoryOptions) {
    const { energy, inverseTemperature } = options;
    if (!kernelNames.includes(energy)) throw new UnknownNameError('energy', energy, kernelNames);
    if (inverseTemperature !== undefined && !(inverseTemperature > 0 && Number.isFinite(inverseTemperature))) {
      throw new ValueError('inverseTemperature', inverseTemperature, 'a number above 0');
    }
    this.energyName = energy;
    this.#given = inverseTemperature;
    this.#patterns = checkedPatterns(patterns, false);
  }

  /** The stored patterns, in order; not to be changed. */
  get patterns(): readonly Float64Array[] {
    return this.#patterns;
  }

  /** beta. */
  get inverseTemperature(): number {
    if (this.#given !== undefined) return this.#given;
    if (this.energyName === 'log-sum-exp') return 1;
    return 8 / leastSquareDistance(this.#patterns);
  }

  /** Stores one more. Throws as the constructor; the memory then stays as it was. */
  add(pattern: ArrayLike<number>): void {
    this.#patterns.push(checkedPattern(pattern, this.#patterns, false));
  }

  /** Forgets a pattern; those after it move up by one. @throws {RuleError} if there is none such, or no other. */
  forget(index: number): void {
    requireForgettable(index, this.#patterns.length);
    this.#patterns.splice(index, 1);
  }

  /** E(x); infinite for `log-sum-relu` beyond the reach of every pattern. @throws {ShapeError} */
  energy(x: ArrayLike<number>): number {
    const beta = this.inverseTemperature;
    const scores = this.#scores(x, beta);
    if (this.energyName === 'log-sum-relu') return -Math.log(scores.reduce((sum, score) => sum + score, 0)) / beta;
    const most = scores.reduce((a, b) => Math.max(a, b));
    const sum = scores.reduce((total, score) => total + Math.exp(score - most), 0);
    return square(x) / 2 - (most + Math.log(sum)) / beta;
  }

  /**
   * One update of x [N]. `log-sum-exp`: sum_k p_k softmax_k(beta p . x), which is attention with patterns as keys and
   * values. `log-sum-relu`: the mean of the patterns within reach, and x itself where there is none.
   * @throws {ShapeError}
   */
  update(x: ArrayLike<number>): Float64Array {
    const beta = this.inverseTemperature;
    const scores = this.#scores(x, beta);
    const relu = this.energyName === 'log-sum-relu';
    const most = scores.reduce((a, b) => Math.max(a, b));
    const shares = scores.map((score) => (relu ? Number(score > 0) : Math.exp(score - most)));
    const total = shares.reduce((sum, share) => sum + share, 0);
    if (total === 0) return Float64Array.from(x);
    const next = new Float64Array(x.length);
    this.#patterns.forEach((pattern, k) => {
      const share = shares[k]! / total;
      if (share !== 0) for (let i = 0; i < next.length; i++) next[i]! += share * pattern[i]!;
    });
    return next;
  }

  /** Updates until no entry moves by more than `tolerance`, at most `updates` times. The energy never rises. @throws {ShapeError} */
  retrieve(
    cue: ArrayLike<number>,
    { updates = 100, tolerance = 1e-12 }: { readonly updates?: number; readonly tolerance?: number } = {},
  ): Retrieval {
    let state: Float64Array = Float64Array.from(cue);
    for (let n = 0; n < updates; n++) {
      const next = this.update(state);
      const moved = next.reduce((most, entry, i) => Math.max(most, Math.abs(entry - state[i]!)), 0);
      state = next;
      if (moved <= tolerance) return { state, updates: n + 1, rest: true };
    }
    return { state, updates, rest: false };
  }

  /** Which pattern a state x [N] is, and how sure that is. @throws {ShapeError} */
  match(x: ArrayLike<number>): Match {
    return matchPattern(this.#patterns, x, { binary: this.#patterns.every(isBinary), opposites: false });
  }

  /** beta p . x, or relu(1 - beta |x - p|^2 / 2), of every pattern. */
  #scores(x: ArrayLike<number>, beta: number): Float64Array {
    const N = this.#patterns[0]!.length;
    if (x.length !== N) throw new ShapeError('state', x.length, N, 'Pass one state of the size of the patterns.');
    return Float64Array.from(this.#patterns, (pattern) => {
      if (this.energyName === 'log-sum-relu') return Math.max(0, 1 - (beta * squareDistance(pattern, x)) / 2);
      return beta * pattern.reduce((sum, entry, i) => sum + entry * x[i]!, 0);
    });
  }
}
