import type { Landscape } from '../worker/rest-protocol.ts';

/** Bands of equal energy between the lowest point and what nine tenths of the slice lie below. */
export const bands = 14;

/**
 * A slice of the energy as bands, [size, size] from the top row down: 0 where it is lowest. Between the points of the slice
 * energies are interpolated.
 */
export function bandsOf({ energies }: Pick<Landscape, 'energies'>, size: number): Uint8Array {
  const side = Math.sqrt(energies.length);
  const sorted = Float64Array.from(energies).sort();
  const low = sorted[0]!;
  const span = Math.max(sorted[Math.floor(0.9 * (sorted.length - 1))]! - low, 1e-12);
  const image = new Uint8Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const energy = between(energies, side, (x / (size - 1)) * (side - 1), (1 - y / (size - 1)) * (side - 1));
      // The square root gives the low ground as many bands as the slopes.
      const height = Math.sqrt(Math.max(0, Math.min(1, (energy - low) / span)));
      image[y * size + x] = Math.min(bands - 1, Math.floor(height * bands));
    }
  }
  return image;
}

function between(values: Float64Array, side: number, x: number, y: number): number {
  const [i, j] = [Math.min(side - 2, Math.floor(x)), Math.min(side - 2, Math.floor(y))];
  const [dx, dy] = [x - i, y - j];
  const at = (row: number, column: number): number => values[row * side + column]!;
  const lower = at(j, i) * (1 - dx) + at(j, i + 1) * dx;
  const upper = at(j + 1, i) * (1 - dx) + at(j + 1, i + 1) * dx;
  return lower * (1 - dy) + upper * dy;
}
