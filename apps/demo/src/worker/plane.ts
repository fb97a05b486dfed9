/** A plane in R^C: where its middle lies, and two orthonormal directions, one after the other. */
export interface Plane {
  readonly middle: Float64Array;
  readonly directions: Float64Array;
}

/** Products that are enough for a picture. */
const rounds = 60;

/** The plane through the mean of rows [P, C] that they spread in most, by powers of their covariance. */
export function planeOf(rows: ArrayLike<number>, channels: number): Plane {
  const middle = new Float64Array(channels);
  for (let at = 0; at < rows.length; at++) middle[at % channels]! += (rows[at]! * channels) / rows.length;
  const centred = Float64Array.from(rows, (value, at) => value - middle[at % channels]!);
  const directions = Float64Array.from({ length: 2 * channels }, (_, at) => Math.cos(1 + at * at));
  const [first, second] = [directions.subarray(0, channels), directions.subarray(channels)];
  for (let round = 0; round < rounds; round++) {
    for (const direction of [first, second]) {
      const moved = new Float64Array(channels);
      for (let row = 0; row < centred.length; row += channels) {
        const along = dot(centred, row, direction);
        for (let c = 0; c < channels; c++) moved[c]! += along * centred[row + c]!;
      }
      const along = direction === second ? dot(moved, 0, first) : 0;
      for (let c = 0; c < channels; c++) moved[c]! -= along * first[c]!;
      const length = Math.sqrt(dot(moved, 0, moved)) || 1;
      for (let c = 0; c < channels; c++) direction[c] = moved[c]! / length;
    }
  }
  return { middle, directions };
}

/** Where rows [P, C] lie in a plane, seen from its middle, [P, 2]. */
export function projected(rows: ArrayLike<number>, channels: number, { middle, directions }: Plane): Float32Array {
  const [first, second] = [directions.subarray(0, channels), directions.subarray(channels)];
  const out = new Float32Array((2 * rows.length) / channels);
  for (let row = 0, at = 0; row < rows.length; row += channels) {
    for (const direction of [first, second]) out[at++] = dot(rows, row, direction) - dot(middle, 0, direction);
  }
  return out;
}

/** Inner product of a direction and what lies in `values` from `at` on. */
function dot(values: ArrayLike<number>, at: number, direction: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < direction.length; c++) sum += values[at + c]! * direction[c]!;
  return sum;
}
