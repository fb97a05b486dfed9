/** Points of the sphere S^(D-1), one per neuron: s [N, D], flat. */

/** unit = s normalised per neuron; returns the norms [N]. A zero row stays zero. */
export function normaliseRows(s: Float64Array, unit: Float64Array, N: number, D: number): Float64Array {
  const norms = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    let square = 0;
    for (let d = 0; d < D; d++) square += s[i * D + d]! ** 2;
    const norm = Math.sqrt(square);
    norms[i] = norm;
    for (let d = 0; d < D; d++) unit[i * D + d] = norm > 0 ? s[i * D + d]! / norm : 0;
  }
  return norms;
}

/** out += (I - u u^T) v / norm per neuron: the pull-back of normalising, u [N, D] the unit vectors, v the cotangent. */
export function normaliseRowsVjp(
  unit: Float64Array,
  norms: Float64Array,
  v: Float64Array,
  out: Float64Array,
  D: number,
): void {
  for (let i = 0; i < norms.length; i++) {
    if (norms[i] === 0) continue;
    const along = dot(unit, v, i * D, i * D, D);
    for (let d = 0; d < D; d++) out[i * D + d]! += (v[i * D + d]! - unit[i * D + d]! * along) / norms[i]!;
  }
}

/** a[i..i+D] . b[j..j+D]. */
export function dot(a: Float64Array, b: Float64Array, i: number, j: number, D: number): number {
  let sum = 0;
  for (let d = 0; d < D; d++) sum += a[i + d]! * b[j + d]!;
  return sum;
}
