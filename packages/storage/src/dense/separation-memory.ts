import { checkAbove, checkWhole } from '../check-numbers.ts';
import type { Settled } from '../threshold/zero-temperature.ts';

/** F of E = - sum over patterns p of F(p . s), for overlaps from -N to N. */
export type Separation = (overlap: number) => number;

/**
 * F(m) = m^n (Krotov, Hopfield 2016). At n = 2 the energy of Hebb's rule.
 * @throws {ValueError} unless n is a whole number from 1.
 */
export function polynomialSeparation(degree: number): Separation {
  checkWhole('degree', degree, 1);
  return (overlap) => overlap ** degree;
}

/**
 * F(m) = e^(beta (m - N)), up to a factor that no sign depends on (Demircigil et al. 2017).
 * @throws {ValueError} unless N is a whole number from 1 and beta above 0.
 */
export function exponentialSeparation(neurons: number, inverseTemperature = 1): Separation {
  checkWhole('neurons', neurons, 1);
  checkAbove('inverseTemperature', inverseTemperature);
  return (overlap) => Math.exp(inverseTemperature * (overlap - neurons));
}

/**
 * A dense memory of binary units, E(s) = - sum over patterns p of F(p . s): patterns are its weights. A unit takes the sign
 * of E(s_i = -1) - E(s_i = +1) (Krotov, Hopfield 2016).
 */
export class SeparationMemory {
  readonly #neurons: number;
  readonly #count: number;
  /** Entry i of every pattern, [N][P]. */
  readonly #columns: readonly Int8Array[];
  /** F(m + 1) - F(m - 1) at m + N. */
  readonly #steps: Float64Array;

  /** `columns` are the entries i of all patterns, [N][P], +1 and -1. */
  constructor(columns: readonly Int8Array[], separation: Separation) {
    this.#columns = columns;
    this.#neurons = columns.length;
    this.#count = columns[0]!.length;
    this.#steps = Float64Array.from({ length: 2 * this.#neurons + 1 }, (_, k) => {
      const overlap = k - this.#neurons;
      return separation(overlap + 1) - separation(overlap - 1);
    });
  }

  /** Overlaps p . s of every pattern, [P]. */
  overlaps(signs: ArrayLike<number>): Int32Array {
    const overlaps = new Int32Array(this.#count);
    this.#columns.forEach((column, i) => {
      const sign = signs[i]!;
      for (let k = 0; k < column.length; k++) overlaps[k]! += column[k]! * sign;
    });
    return overlaps;
  }

  /** Updates at zero temperature, one unit after another, until a sweep changes none. The energy falls with every change. */
  settle(start: ArrayLike<number>, sweeps = 100): Settled {
    const N = this.#neurons;
    const signs = Int8Array.from(start, (entry) => (entry < 0 ? -1 : 1));
    const overlaps = this.overlaps(signs);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      let changed = false;
      for (let i = 0; i < N; i++) {
        const sign = signs[i]!;
        const column = this.#columns[i]!;
        if (this.#pull(column, overlaps, sign) * sign >= 0) continue;
        signs[i] = -sign;
        changed = true;
        for (let k = 0; k < column.length; k++) overlaps[k]! -= 2 * sign * column[k]!;
      }
      if (!changed) return { signs, sweeps: sweep, rest: true };
    }
    return { signs, sweeps, rest: false };
  }

  /** E(s_i = -1) - E(s_i = +1). */
  #pull(column: Int8Array, overlaps: Int32Array, sign: number): number {
    const steps = this.#steps;
    const N = this.#neurons;
    let pull = 0;
    for (let k = 0; k < column.length; k++) {
      const entry = column[k]!;
      pull += entry * steps[overlaps[k]! - entry * sign + N]!;
    }
    return pull;
  }
}
