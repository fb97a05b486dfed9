import { laneSum, madd, nmadd, VECTOR, zero } from './lanes';

/**
 * out_a += sum_c M_ac v_c for one oscillator, M [D][D] the skew matrix of its rotation; with `transpose`, M^T = -M.
 */
@inline
export function rotate(matrix: usize, v: usize, out: usize, dimension: i32, transpose: bool): void {
  for (let a = 0; a < dimension; a++) {
    let sum = v128.load(out + a * VECTOR);
    for (let c = 0; c < dimension; c++, matrix += 4) {
      const entry = v128.load32_splat(matrix);
      const component = v128.load(v + c * VECTOR);
      sum = transpose ? nmadd(entry, component, sum) : madd(entry, component, sum);
    }
    v128.store(out + a * VECTOR, sum);
  }
}

/** target [N][D][D] += sum over the batch of v_a s_c / |s|. An item is a neuron. */
@unmanaged
class RotationGradientBlock {
  s: usize;
  v: usize;
  target: usize;
  neurons: i32;
  dimension: i32;
  tiles: i32;
  /** Inverse norms of s, [T][N][4]. */
  inverses: usize;
}

export function rotationGradient(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<RotationGradientBlock>(block);
  const D = b.dimension;
  const stride = b.neurons * D * VECTOR;
  for (let i = begin; i < end; i++) {
    let target = b.target + ((i * D * D) << 2);
    for (let a = 0; a < D; a++) {
      for (let c = 0; c < D; c++, target += 4) {
        let s = b.s + (i * D + c) * VECTOR;
        let v = b.v + (i * D + a) * VECTOR;
        let inverse = b.inverses + i * VECTOR;
        let sum = zero();
        for (let tile = 0; tile < b.tiles; tile++) {
          sum = madd(f32x4.mul(v128.load(inverse), v128.load(s)), v128.load(v), sum);
          s += stride;
          v += stride;
          inverse += b.neurons * VECTOR;
        }
        store<f32>(target, load<f32>(target) + laneSum(sum));
      }
    }
  }
}
