import { addOuter, sumOfOuters } from '../linear-algebra/kernels.ts';
import type { WeightRule } from './rule.ts';

/**
 * W = (1/N) sum_k p_k p_k^T, without its diagonal unless `selfCoupling` (Hopfield 1982). The sum is kept as it is, so that
 * of patterns of whole numbers nothing remains once they are forgotten.
 */
export class HebbRule implements WeightRule {
  readonly #neurons: number;
  readonly #sum: Float64Array;
  readonly #patterns: Float64Array[];
  readonly #selfCoupling: boolean;

  constructor(patterns: readonly Float64Array[], neurons: number, selfCoupling: boolean) {
    this.#neurons = neurons;
    this.#patterns = [...patterns];
    this.#sum = sumOfOuters(patterns, neurons);
    this.#selfCoupling = selfCoupling;
  }

  weights(): Float64Array {
    const N = this.#neurons;
    const weights = this.#sum.map((entry) => entry / N);
    if (!this.#selfCoupling) for (let i = 0; i < N; i++) weights[i * N + i] = 0;
    return weights;
  }

  add(pattern: Float64Array): void {
    addOuter(this.#sum, 1, pattern);
    this.#patterns.push(pattern);
  }

  undo(): void {
    this.forget(this.#patterns.length - 1);
  }

  forget(index: number): void {
    addOuter(this.#sum, -1, this.#patterns.splice(index, 1)[0]!);
  }
}
