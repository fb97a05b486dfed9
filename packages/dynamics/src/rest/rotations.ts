import type { SystemSpec } from '@hkmem/backend';
import { addScaled, innerProduct } from '@hkmem/energy';
import { type Packed, packedSize } from './packed.ts';

/**
 * Orthonormal directions in which all oscillators of a state turn alike: s_i -> s_i + eps Omega s_i for every skew Omega.
 * Overlaps, and with them field and energy, do not see them. At most D (D - 1) / 2; fewer where s spans fewer dimensions.
 */
export function commonRotations(spec: SystemSpec, state: Packed): Packed[] {
  if (spec.oscillators === undefined) return [];
  const { dimension: D } = spec.oscillators;
  const { x, s } = packedSize(spec);
  const basis: Packed[] = [];
  for (let a = 0; a < D; a++) {
    for (let c = a + 1; c < D; c++) {
      const turn = new Float64Array(x + s);
      for (let row = x; row < x + s; row += D) {
        turn[row + a] = state[row + c]!;
        turn[row + c] = -state[row + a]!;
      }
      const size = innerProduct(turn, turn);
      withoutDirections(turn, basis);
      withoutDirections(turn, basis);
      const rest = innerProduct(turn, turn);
      if (rest > 1e-12 * Math.max(size, 1)) basis.push(turn.map((entry) => entry / Math.sqrt(rest)));
    }
  }
  return basis;
}

/** Takes the parts of `v` along orthonormal directions off, in place; returns `v`. */
export function withoutDirections(v: Packed, directions: readonly Packed[]): Packed {
  for (const direction of directions) addScaled(v, -innerProduct(v, direction), direction);
  return v;
}
