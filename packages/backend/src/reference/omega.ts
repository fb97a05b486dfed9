import type { OmegaName } from '../contract/system-spec.ts';

/**
 * The natural rotation of oscillators (arXiv 2505.03648): (O - O^T) / 2, skew-symmetric. `global`: one matrix [D, D],
 * applied to row vectors, s (O - O^T)/2, which is Omega = (O^T - O)/2 for columns. `local`: one per neuron [N, D, D],
 * the mean over neurons taken off, applied to column vectors.
 */
export interface Rotation {
  /** out += Omega_i s for neuron i's s [D]; with `transpose`, out += Omega_i^T s. */
  apply(i: number, s: Float64Array, out: Float64Array, transpose: boolean): void;
  /** Adds v . d(Omega_i s)/dO to `gradient`, in O's shape, once `finish` has been called. */
  accumulate(i: number, s: Float64Array, v: Float64Array): void;
  finish(gradient: Float64Array): void;
}

export function rotation(kind: OmegaName, free: Float64Array | undefined, N: number, D: number): Rotation | undefined {
  if (kind === 'none' || free === undefined) return undefined;
  const local = kind === 'local';
  const columns = skewParts(free, local ? N : 1, D);
  if (local) removeMean(columns, N, D * D);
  else for (let k = 0; k < columns.length; k++) columns[k] = -columns[k]!;
  const gradient = new Float64Array(columns.length);
  return {
    apply(i, s, out, transpose) {
      const base = local ? i * D * D : 0;
      const sign = transpose ? -1 : 1;
      for (let a = 0; a < D; a++) {
        for (let c = 0; c < D; c++) out[a]! += sign * columns[base + a * D + c]! * s[c]!;
      }
    },
    accumulate(i, s, v) {
      const base = local ? i * D * D : 0;
      for (let a = 0; a < D; a++) {
        for (let c = 0; c < D; c++) gradient[base + a * D + c]! += local ? v[a]! * s[c]! : s[a]! * v[c]!;
      }
    },
    finish(into) {
      if (local) removeMean(gradient, N, D * D);
      const skew = skewParts(gradient, local ? N : 1, D);
      for (let k = 0; k < skew.length; k++) into[k]! += skew[k]!;
      gradient.fill(0);
    },
  };
}

function skewParts(free: Float64Array, count: number, D: number): Float64Array {
  const skew = new Float64Array(free.length);
  for (let n = 0; n < count; n++) {
    for (let a = 0; a < D; a++) {
      for (let c = 0; c < D; c++) {
        const base = n * D * D;
        skew[base + a * D + c] = (free[base + a * D + c]! - free[base + c * D + a]!) / 2;
      }
    }
  }
  return skew;
}

function removeMean(values: Float64Array, count: number, size: number): void {
  for (let k = 0; k < size; k++) {
    let mean = 0;
    for (let n = 0; n < count; n++) mean += values[n * size + k]! / count;
    for (let n = 0; n < count; n++) values[n * size + k]! -= mean;
  }
}
