import { product } from '../linear-algebra/kernels.ts';
import type { WeightRule } from './rule.ts';

/**
 * Storkey's rule (ICANN 1997): pattern by pattern, W_ij += (p_i p_j - p_i h_ji - h_ij p_j) / N with
 * h_ij = sum over k other than i and j of W_ik p_k; no diagonal. What is added depends on what was there, so one pattern
 * cannot be taken out again.
 */
export class StorkeyRule implements WeightRule {
  #weights: Float64Array;
  #before: Float64Array;

  constructor(patterns: readonly Float64Array[], neurons: number) {
    this.#weights = new Float64Array(neurons * neurons);
    this.#before = this.#weights;
    for (const pattern of patterns) this.add(pattern);
  }

  weights(): Float64Array {
    return this.#weights.slice();
  }

  undo(): void {
    this.#weights = this.#before;
  }

  add(p: Float64Array): void {
    const N = p.length;
    this.#before = this.#weights;
    const W = this.#before.slice();
    const h = product(W, p);
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < i; j++) {
        const w = W[i * N + j]!;
        const [hij, hji] = [h[i]! - w * p[j]!, h[j]! - w * p[i]!];
        const next = w + (p[i]! * p[j]! - p[i]! * hji - hij * p[j]!) / N;
        W[i * N + j] = next;
        W[j * N + i] = next;
      }
    }
    this.#weights = W;
  }
}
