/**
 * Numbers of IEEE 754 binary16 ("half") from their bits, for weights that travel at two bytes a number.
 * @param bits little-endian halves, two bytes each.
 */
export function fromHalves(bits: Uint8Array): Float32Array {
  const view = new DataView(bits.buffer, bits.byteOffset, bits.byteLength);
  return Float32Array.from({ length: bits.byteLength >> 1 }, (_, n) => halfValue(view.getUint16(2 * n, true)));
}

function halfValue(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest half of each number, ties to even, as little-endian bytes. Beyond 65,504 halves end: infinity. */
export function toHalves(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < values.length; n++) view.setUint16(2 * n, halfBits(values[n]!), true);
  return bytes;
}

function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundEven(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  const fraction = roundEven((size / 2 ** exponent - 1) * 1024);
  return sign | (((exponent + 15) << 10) + fraction);
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** The upper triangle of a symmetric matrix [N, N], row by row with the diagonal: N (N + 1) / 2 numbers. */
export function packSymmetric(matrix: ArrayLike<number>, N: number): Float64Array {
  const packed = new Float64Array((N * (N + 1)) / 2);
  let at = 0;
  for (let i = 0; i < N; i++) for (let j = i; j < N; j++) packed[at++] = (matrix[i * N + j]! + matrix[j * N + i]!) / 2;
  return packed;
}

/** The symmetric matrix [N, N] of a packed upper triangle. */
export function unpackSymmetric(packed: ArrayLike<number>, N: number): Float32Array {
  const matrix = new Float32Array(N * N);
  let at = 0;
  for (let i = 0; i < N; i++) for (let j = i; j < N; j++) matrix[i * N + j] = matrix[j * N + i] = packed[at++]!;
  return matrix;
}
