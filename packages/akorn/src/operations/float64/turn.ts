import type { Geometry } from '../operations.ts';
import { extents, type Float64Value, zeros } from './value.ts';

/** Multiplies each consecutive pair of channels of a head by a 2 x 2 matrix of its place. */
export function turn(
  x: Float64Value,
  matrices: readonly Float64Value[],
  geometry: Geometry,
  heads: number,
): Float64Value {
  const out = zeros(x.shape);
  eachPair(x, matrices.length, geometry, heads, (part, first, second, matrix) => {
    const M = matrices[part]!.data;
    const [u, v] = [x.data[first]!, x.data[second]!];
    out.data[first] = M[matrix]! * u + M[matrix + 1]! * v;
    out.data[second] = M[matrix + 2]! * u + M[matrix + 3]! * v;
  });
  return out;
}

/** Cotangents of x and of the matrices. */
export function turnVjp(
  x: Float64Value,
  matrices: readonly Float64Value[],
  geometry: Geometry,
  heads: number,
  cotangent: Float64Value,
): { x: Float64Value; matrices: readonly Float64Value[] } {
  const out = { x: zeros(x.shape), matrices: matrices.map(({ shape }) => zeros(shape)) };
  eachPair(x, matrices.length, geometry, heads, (part, first, second, matrix) => {
    const M = matrices[part]!.data;
    const slopes = out.matrices[part]!.data;
    const [u, v] = [x.data[first]!, x.data[second]!];
    const [a, b] = [cotangent.data[first]!, cotangent.data[second]!];
    out.x.data[first] = M[matrix]! * a + M[matrix + 2]! * b;
    out.x.data[second] = M[matrix + 1]! * a + M[matrix + 3]! * b;
    slopes[matrix]! += a * u;
    slopes[matrix + 1]! += a * v;
    slopes[matrix + 2]! += b * u;
    slopes[matrix + 3]! += b * v;
  });
  return out;
}

function eachPair(
  x: Float64Value,
  parts: number,
  { height, width }: Geometry,
  heads: number,
  visit: (part: number, first: number, second: number, matrix: number) => void,
): void {
  const [R, columns] = extents(x);
  const pairs = columns / parts / heads / 2;
  for (let row = 0; row < R; row++) {
    const place = row % (height * width);
    for (let part = 0; part < parts; part++) {
      for (let pair = 0; pair < pairs; pair++) {
        const start = row * columns + (part * pairs + pair) * 2 * heads;
        for (let head = 0; head < heads; head++) {
          visit(part, start + head, start + heads + head, 4 * (place * pairs + pair));
        }
      }
    }
  }
}
