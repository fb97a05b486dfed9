/** Levels of an image, [height * width], row by row. */
export interface Levels {
  readonly height: number;
  readonly width: number;
  readonly levels: Float64Array;
}

/**
 * An image in another size. It is scaled as a whole and put in the middle, and what is left of the new size is `ground`;
 * `stretch` scales height and width apart, and leaves nothing. A new pixel is the mean of what it covers of the old image,
 * by area, and between old pixels, where it covers less than one, their linear interpolation.
 */
export function resized(image: Levels, height: number, width: number, ground: number, stretch = false): Levels {
  const scale = Math.min(height / image.height, width / image.width);
  const inner = stretch ? height : Math.max(1, Math.round(image.height * scale));
  const across = stretch ? width : Math.max(1, Math.round(image.width * scale));
  const rows = weights(image.height, inner);
  const columns = weights(image.width, across);
  const levels = new Float64Array(height * width).fill(ground);
  const [top, left] = [Math.floor((height - inner) / 2), Math.floor((width - across) / 2)];
  const narrowed = new Float64Array(image.height * across);
  for (let row = 0; row < image.height; row++) {
    for (let column = 0; column < across; column++) {
      narrowed[row * across + column] = sum(columns[column]!, (from) => image.levels[row * image.width + from]!);
    }
  }
  for (let row = 0; row < inner; row++) {
    for (let column = 0; column < across; column++) {
      const value = sum(rows[row]!, (from) => narrowed[from * across + column]!);
      levels[(top + row) * width + left + column] = value;
    }
  }
  return { height, width, levels };
}

/** Old pixels that make a new one, with weights that sum to 1. */
type Weights = readonly (readonly [from: number, weight: number])[];

function weights(from: number, to: number): Weights[] {
  const step = from / to;
  return Array.from({ length: to }, (_, n) => (step >= 1 ? covered(n * step, step, from) : between(n, step, from)));
}

function covered(begin: number, step: number, from: number): Weights {
  const end = Math.min(from, begin + step);
  const found: [number, number][] = [];
  for (let pixel = Math.floor(begin); pixel < end; pixel++) {
    const part = Math.min(end, pixel + 1) - Math.max(begin, pixel);
    if (part > 1e-12) found.push([pixel, part]);
  }
  const all = found.reduce((total, [, part]) => total + part, 0);
  return found.map(([pixel, part]) => [pixel, part / all]);
}

function between(n: number, step: number, from: number): Weights {
  const place = Math.max(0, Math.min(from - 1, (n + 0.5) * step - 0.5));
  const low = Math.min(from - 1, Math.floor(place));
  const share = place - low;
  return share === 0
    ? [[low, 1]]
    : [
        [low, 1 - share],
        [Math.min(from - 1, low + 1), share],
      ];
}

function sum(parts: Weights, at: (from: number) => number): number {
  return parts.reduce((total, [from, weight]) => total + weight * at(from), 0);
}
