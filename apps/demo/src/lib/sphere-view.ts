/** A sphere (or circle) of directions as seen on a flat picture. */

/** How a sphere is turned: about the upright axis, then towards the eye; in radians. */
export interface View {
  readonly turn: number;
  readonly tilt: number;
}

/** Place on a picture of radius 1, x to the right and y down, and depth towards the eye. */
export type Seen = readonly [x: number, y: number, depth: number];

/** Where a direction of R^2 or R^3 is seen. */
export function seen(direction: ArrayLike<number>, dimension: number, { turn, tilt }: View): Seen {
  const [x, y] = [direction[0]!, direction[1]!];
  if (dimension === 2) return [x, -y, 1];
  const z = direction[2]!;
  const across = x * Math.cos(turn) + z * Math.sin(turn);
  const away = -x * Math.sin(turn) + z * Math.cos(turn);
  return [across, -(y * Math.cos(tilt) - away * Math.sin(tilt)), y * Math.sin(tilt) + away * Math.cos(tilt)];
}

/** The direction, on the side of the eye, that is seen at a place of the picture. */
export function directionAt(x: number, y: number, dimension: number, { turn, tilt }: View): number[] {
  const length = Math.hypot(x, y);
  if (dimension === 2) return length < 1e-6 ? [1, 0] : [x / length, -y / length];
  const scale = length > 0.999 ? 0.999 / length : 1;
  const [across, up] = [x * scale, -y * scale];
  const depth = Math.sqrt(Math.max(0, 1 - across * across - up * up));
  const height = up * Math.cos(tilt) + depth * Math.sin(tilt);
  const away = -up * Math.sin(tilt) + depth * Math.cos(tilt);
  return [across * Math.cos(turn) - away * Math.sin(turn), height, across * Math.sin(turn) + away * Math.cos(turn)];
}
