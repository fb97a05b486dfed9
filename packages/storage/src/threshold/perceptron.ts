import { checkAbove, checkWhole } from '../check-numbers.ts';
import { CapacityError } from '../errors.ts';
import { rowProduct } from '../linear-algebra/kernels.ts';
import type { WeightRule } from './rule.ts';

/** How a perceptron of largest margin is sought. */
export interface PerceptronOptions {
  /** Sweeps over all conditions, at most; default 3000. */
  readonly sweeps?: number;
  /** By how much a condition may miss the margin, relative to it; default 1e-6. */
  readonly tolerance?: number;
}

/**
 * The symmetric weights without diagonal that hold every pattern with the largest margin: least sum of W_ij^2 with
 * p_i (W p)_i >= 1 for all units i and patterns p (Gardner 1988; Krauth, Mezard 1987), found by ascent in the multipliers
 * (Anlauf, Biehl 1989). The optimum is one, so patterns can be added and forgotten: ascent goes on from the multipliers as
 * they are.
 */
export class PerceptronRule implements WeightRule {
  readonly #neurons: number;
  readonly #sweeps: number;
  readonly #tolerance: number;
  #patterns: Float64Array[];
  /** One multiplier per pattern and unit, from 0. */
  #multipliers: Float64Array[];
  #weights: Float64Array;

  constructor(patterns: readonly Float64Array[], neurons: number, options: PerceptronOptions = {}) {
    this.#neurons = neurons;
    this.#sweeps = options.sweeps ?? 3000;
    this.#tolerance = options.tolerance ?? 1e-6;
    checkWhole('sweeps of the perceptron', this.#sweeps, 1);
    checkAbove('tolerance of the perceptron', this.#tolerance);
    this.#patterns = [...patterns];
    this.#multipliers = patterns.map(() => new Float64Array(neurons));
    this.#weights = new Float64Array(neurons * neurons);
    this.#ascend();
  }

  /** Multipliers of the conditions, one per pattern and unit; at the optimum their sum is the sum of W_ij^2 over pairs. */
  get multipliers(): readonly Float64Array[] {
    return this.#multipliers;
  }

  weights(): Float64Array {
    return this.#weights.slice();
  }

  add(pattern: Float64Array): void {
    this.#patterns.push(pattern);
    this.#multipliers.push(new Float64Array(this.#neurons));
    const before = [this.#weights.slice(), this.#multipliers.map((row) => row.slice())] as const;
    try {
      this.#ascend();
    } catch (error) {
      [this.#weights, this.#multipliers] = [before[0], before[1].slice(0, -1)];
      this.#patterns.pop();
      throw error;
    }
  }

  undo(): void {
    this.forget(this.#patterns.length - 1);
  }

  forget(index: number): void {
    const pattern = this.#patterns[index]!;
    this.#multipliers[index]!.forEach((multiplier, i) => {
      this.#push(i, pattern, -multiplier);
    });
    this.#patterns.splice(index, 1);
    this.#multipliers.splice(index, 1);
    this.#ascend();
  }

  /** Adds `amount` of the condition of unit i and a pattern to the weights. */
  #push(i: number, p: Float64Array, amount: number): void {
    const N = this.#neurons;
    const W = this.#weights;
    for (let j = 0; j < N; j++) {
      if (j === i) continue;
      const change = amount * p[i]! * p[j]!;
      W[i * N + j]! += change;
      W[j * N + i]! += change;
    }
  }

  #ascend(): void {
    const N = this.#neurons;
    for (let sweep = 0; sweep < this.#sweeps; sweep++) {
      let worst = 0;
      this.#patterns.forEach((p, k) => {
        const multipliers = this.#multipliers[k]!;
        for (let i = 0; i < N; i++) {
          const margin = p[i]! * rowProduct(this.#weights, i * N, p, 0, N);
          const change = Math.max((1 - margin) / (N - 1), -multipliers[i]!);
          worst = Math.max(worst, Math.abs(change) * (N - 1));
          if (change === 0) continue;
          multipliers[i]! += change;
          this.#push(i, p, change);
        }
      });
      if (worst <= this.#tolerance) return;
    }
    this.#refuse();
  }

  #refuse(): void {
    const N = this.#neurons;
    const lost = this.#patterns.filter((p) =>
      p.some((entry, i) => entry * rowProduct(this.#weights, i * N, p, 0, N) <= 0),
    ).length;
    if (lost === 0) return;
    const count = this.#patterns.length;
    const holds = perceptronHolds(N);
    throw new CapacityError(
      `${count} patterns for the rule 'perceptron': after ${this.#sweeps} sweeps ${lost} are not held by any weights found. ` +
        `Of ${N} units symmetric weights were found for about ${holds} random patterns, fewer where they resemble each other. ` +
        'Store fewer, give more sweeps, or take a dense memory.',
      holds,
    );
  }
}

/**
 * Random patterns for which symmetric weights of N units were found in every trial (docs/capacity.md), 1.2 N. Weights that
 * need not be symmetric hold 2 N (Gardner 1988).
 */
export function perceptronHolds(neurons: number): number {
  return Math.floor(1.2 * neurons);
}
