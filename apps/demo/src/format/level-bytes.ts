/** Numbers as whole multiples of one step, from -127 to 127, for weights that travel at a byte a number or less. */
export interface Levels {
  readonly levels: Int8Array;
  /** What one level is worth. */
  readonly scale: number;
}

/** An array from here on is long; a shorter one has all 255 levels, whatever the step. */
const many = 2000;

/**
 * The nearest level of each number; the largest of all has one. Levels are `step` root mean squares of a long array apart,
 * or as far as 255 of them ask for: the farther, the better they are compressed.
 */
export function toLevels(values: ArrayLike<number>, step = 0): Levels {
  let [most, squares] = [0, 0];
  for (let n = 0; n < values.length; n++) {
    most = Math.max(most, Math.abs(values[n]!));
    squares += values[n]! ** 2;
  }
  const asked = values.length < many ? 0 : step * Math.sqrt(squares / values.length);
  const scale = Math.max(asked, most / 127) || 1;
  return { levels: Int8Array.from(values, (value) => Math.round(value / scale)), scale };
}

export function fromLevels({ levels, scale }: Levels): Float32Array {
  return Float32Array.from(levels, (level) => level * scale);
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
