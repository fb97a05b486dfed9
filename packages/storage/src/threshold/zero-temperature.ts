import { checkWhole } from '../check-numbers.ts';
import { rowProduct } from '../linear-algebra/kernels.ts';

/** Signs that updates came to. */
export interface Settled {
  /** +1 and -1, [N]. */
  readonly signs: Int8Array;
  /** Sweeps over all units that changed one. */
  readonly sweeps: number;
  /** Whether the last sweep changed none. */
  readonly rest: boolean;
}

/**
 * Updates of binary units at zero temperature: one unit after another takes the sign of its field (W s)_i and stays where
 * the field is 0, until a sweep changes none (Hopfield 1982). With symmetric W and no negative diagonal the energy
 * -s . W s / 2 falls with every change, so they end; `sweeps` limits them otherwise. `order` is the order of units.
 * @throws {ValueError} unless `sweeps` is a whole number from 0.
 */
export function settle(
  weights: Float64Array,
  start: ArrayLike<number>,
  { sweeps = 200, order }: { readonly sweeps?: number; readonly order?: ArrayLike<number> } = {},
): Settled {
  checkWhole('sweeps', sweeps, 0);
  const N = start.length;
  const signs = Int8Array.from(start, (entry) => (entry < 0 ? -1 : 1));
  const state = Float64Array.from(signs);
  const field = Float64Array.from({ length: N }, (_, i) => rowProduct(weights, i * N, state, 0, N));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let changed = false;
    for (let n = 0; n < N; n++) {
      const i = order === undefined ? n : order[n]!;
      if (field[i]! * signs[i]! >= 0) continue;
      signs[i] = -signs[i]!;
      changed = true;
      const twice = 2 * signs[i]!;
      // W is symmetric: its row is its column.
      for (let j = 0; j < N; j++) field[j]! += twice * weights[i * N + j]!;
    }
    if (!changed) return { signs, sweeps: sweep, rest: true };
  }
  return { signs, sweeps, rest: false };
}
