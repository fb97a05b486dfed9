import { NonFiniteError, RandomKey, ShapeError, ValueError } from '@hkmem/backend';
import { PatternError } from '../errors.ts';
import type { Patterns } from '../patterns/patterns.ts';

/** How a memory of random features is made. */
export interface FeatureMemoryOptions {
  /** Y, pairs of random features. The kernel is met to about 1 / sqrt(Y). */
  readonly features: number;
  /** beta, above 0. */
  readonly inverseTemperature: number;
  /** Of the features; default 0. */
  readonly seed?: number;
}

/**
 * A memory of fixed size, however much it stores (DrDAM: Hoover, Chau, Strobelt, Ram, Krotov, arXiv 2410.24153): the energy
 * E = -(1/beta) log sum_k e^(-beta |x - p_k|^2 / 2) with the kernel written as phi(x) . phi(p), phi random cosines and sines
 * (Rahimi, Recht 2007). What is kept is T = sum_k phi(p_k), 2 Y numbers; patterns themselves are not.
 */
export class FeatureMemory {
  /** beta. */
  readonly inverseTemperature: number;
  readonly #neurons: number;
  /** Directions omega ~ N(0, beta), [Y][N]. */
  readonly #directions: readonly Float64Array[];
  /** T: cosines, then sines, [2 Y]. */
  readonly #sum: Float64Array;
  #count = 0;

  /** @throws {ValueError | PatternError | NonFiniteError | ShapeError} on options or patterns that do not fit. */
  constructor(patterns: Patterns, options: FeatureMemoryOptions) {
    const { features, inverseTemperature: beta, seed = 0 } = options;
    if (!Number.isInteger(features) || features < 1)
      throw new ValueError('features', features, 'a whole number from 1');
    if (!(beta > 0 && Number.isFinite(beta))) throw new ValueError('inverseTemperature', beta, 'a number above 0');
    if (patterns.length === 0) throw new PatternError('patterns: got none, at least one is needed.');
    this.inverseTemperature = beta;
    this.#neurons = patterns[0]!.length;
    const key = RandomKey.fromSeed(seed).fold('features');
    this.#directions = Array.from({ length: features }, (_, y) =>
      key
        .fold(y)
        .normal(this.#neurons)
        .map((entry) => Math.sqrt(beta) * entry),
    );
    this.#sum = new Float64Array(2 * features);
    for (const pattern of patterns) this.add(pattern);
  }

  /** How many patterns are stored. */
  get count(): number {
    return this.#count;
  }

  /** T [2 Y], all that is kept of the patterns; not to be changed. */
  get sum(): Float64Array {
    return this.#sum;
  }

  /** Stores one more. @throws {ShapeError | NonFiniteError} */
  add(pattern: ArrayLike<number>): void {
    this.#change(pattern, 1);
  }

  /** Forgets a pattern, which the caller must know. @throws {ShapeError | NonFiniteError} */
  forget(pattern: ArrayLike<number>): void {
    this.#change(pattern, -1);
  }

  /** E(x); infinite where the random features give no positive sum. @throws {ShapeError} */
  energy(x: ArrayLike<number>): number {
    const value = this.#kernel(x).value;
    return value > 0 ? -Math.log(value) / this.inverseTemperature : Number.POSITIVE_INFINITY;
  }

  /**
   * One step of mean shift, x - dE/dx, from x [N]; x itself where the sum of features is not positive.
   * @throws {ShapeError}
   */
  update(x: ArrayLike<number>): Float64Array {
    const { value, slope } = this.#kernel(x);
    if (!(value > 0)) return Float64Array.from(x);
    return Float64Array.from(x, (entry, i) => entry + slope[i]! / (value * this.inverseTemperature));
  }

  #check(x: ArrayLike<number>, what: string): void {
    const N = this.#neurons;
    if (x.length !== N) throw new ShapeError(what, x.length, N, 'All patterns and states of a memory have one size.');
    for (let i = 0; i < N; i++) if (!Number.isFinite(x[i])) throw new NonFiniteError(what, i, x[i]!);
  }

  #change(pattern: ArrayLike<number>, sign: number): void {
    this.#check(pattern, 'pattern');
    const Y = this.#directions.length;
    this.#directions.forEach((direction, y) => {
      const phase = direction.reduce((sum, entry, i) => sum + entry * pattern[i]!, 0);
      this.#sum[y]! += sign * Math.cos(phase);
      this.#sum[Y + y]! += sign * Math.sin(phase);
    });
    this.#count += sign;
  }

  /** phi(x) . T and its gradient. */
  #kernel(x: ArrayLike<number>): { readonly value: number; readonly slope: Float64Array } {
    this.#check(x, 'state');
    const Y = this.#directions.length;
    const slope = new Float64Array(this.#neurons);
    let value = 0;
    this.#directions.forEach((direction, y) => {
      const phase = direction.reduce((sum, entry, i) => sum + entry * x[i]!, 0);
      const [cosine, sine] = [Math.cos(phase), Math.sin(phase)];
      const [a, b] = [this.#sum[y]!, this.#sum[Y + y]!];
      value += (a * cosine + b * sine) / Y;
      const rate = (b * cosine - a * sine) / Y;
      for (let i = 0; i < slope.length; i++) slope[i]! += rate * direction[i]!;
    });
    return { value, slope };
  }
}
