import type { HostArray } from '@hkmem/backend';

/** A training of a low-rank correction of dense Hopfield weights in place of the weights. */
export interface LowRankSettings {
  /** r, from 1 to N. */
  readonly rank: number;
  /** The weights W [N, N] that are corrected, as the engine gives them: `await engine.readParameter('hopfield.weights')`. */
  readonly base: HostArray;
}

/** What is corrected. */
export const correctedPath = 'hopfield.weights';

/** Shapes of U [N, r] and c [r], by the names that groups of the optimiser and states of a training have for them. */
export function factorShapes(neurons: number, rank: number): Map<string, readonly number[]> {
  return new Map([
    ['low-rank.U', [neurons, rank]],
    ['low-rank.c', [rank]],
  ]);
}
