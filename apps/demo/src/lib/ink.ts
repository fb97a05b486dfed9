/** Strokes of a pen on a square pad, and how they become an image like those of MNIST. */

/** A point of the pad, both coordinates from 0 to 63. */
export type Point = readonly [x: number, y: number];
export type Stroke = readonly Point[];

export const padSize = 64;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Strokes as text for an address: two letters a point, a dot between strokes. */
export function strokesToText(strokes: readonly Stroke[]): string {
  return strokes.map((stroke) => stroke.map(([x, y]) => alphabet[x]! + alphabet[y]!).join('')).join('.');
}

/** Strokes of such a text; what is none of it is left out. */
export function strokesFromText(text: string): Stroke[] {
  return text
    .slice(0, 4000)
    .split('.')
    .map((part) => {
      const stroke: Point[] = [];
      for (let n = 0; n + 1 < part.length; n += 2) {
        const point = [alphabet.indexOf(part[n]!), alphabet.indexOf(part[n + 1]!)] as const;
        if (point[0] >= 0 && point[1] >= 0) stroke.push(point);
      }
      return stroke;
    })
    .filter((stroke) => stroke.length > 0);
}

/** Pixels of the image, and of the square that its ink is fitted into, as MNIST has them. */
const side = 28;
const box = 20;
/** Half the width of the pen, in pixels of the image. */
const penRadius = 1.15;

/**
 * The strokes as 28 x 28 pixels in [0, 1], as MNIST was made: fitted into a square of 20 pixels, then moved until the
 * centre of the ink is the centre of the image.
 */
export function rasterise(strokes: readonly Stroke[]): Float32Array {
  const points = strokes.flat();
  if (points.length === 0) return new Float32Array(side * side);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [least(xs), least(ys)];
  const extent = Math.max(most(xs) - left, most(ys) - top, 12);
  const scale = (box - 2 * penRadius) / extent;
  const placed = (dx: number, dy: number): Stroke[] =>
    strokes.map((stroke) => stroke.map(([x, y]) => [(x - left) * scale + dx, (y - top) * scale + dy] as const));
  const first = draw(placed(4 + penRadius, 4 + penRadius));
  const [cx, cy] = centre(first);
  return draw(placed(4 + penRadius + (side - 1) / 2 - cx, 4 + penRadius + (side - 1) / 2 - cy));
}

function draw(strokes: readonly Stroke[]): Float32Array {
  const image = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const stroke of strokes) {
        stroke.forEach((point, n) => {
          nearest = Math.min(nearest, distance([x, y], stroke[Math.max(0, n - 1)]!, point));
        });
      }
      image[y * side + x] = Math.max(0, Math.min(1, penRadius + 0.5 - nearest));
    }
  }
  return image;
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

function centre(image: Float32Array): Point {
  let [mass, x, y] = [0, 0, 0];
  image.forEach((ink, n) => {
    mass += ink;
    x += ink * (n % side);
    y += ink * Math.floor(n / side);
  });
  return [x / mass, y / mass];
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
