import { ValueError } from '@hkmem/backend';

/**
 * Groups points by what is alike: every point begins alone, and the two groups whose points are most alike on the average are
 * joined until `groups` are left (agglomerative clustering with average linkage). `points` is [N, C], compared by their
 * inner products. Groups are numbered by their first point. @throws {ValueError} unless there are 1 to N groups.
 */
export function clusterPoints(points: ArrayLike<number>, channels: number, groups: number): Uint32Array {
  const N = points.length / channels;
  if (!(Number.isInteger(N) && N >= 1)) throw new ValueError('points', points.length, `a multiple of ${channels}`);
  if (!(Number.isInteger(groups) && groups >= 1 && groups <= N)) {
    throw new ValueError('groups', groups, `a whole number from 1 to ${N} points`);
  }
  const alike = similarities(points, channels, N);
  const sizes = new Float64Array(N).fill(1);
  const parent = Uint32Array.from({ length: N }, (_, i) => i);
  const alive = Array.from({ length: N }, (_, i) => i);
  // Where the most alike of each living group's followers is.
  const nearest = new Int32Array(N).fill(-1);
  for (let i = 0; i < N; i++) nearest[i] = nearestOf(alike, N, i, alive);
  while (alive.length > groups) {
    let first = -1;
    for (const i of alive) {
      if (nearest[i]! < 0) continue;
      if (first < 0 || alike[i * N + nearest[i]!]! > alike[first * N + nearest[first]!]!) first = i;
    }
    const second = nearest[first]!;
    alive.splice(alive.indexOf(second), 1);
    parent[second] = first;
    const [a, b] = [sizes[first]!, sizes[second]!];
    for (const i of alive) {
      if (i === first) continue;
      const joined = (a * alike[first * N + i]! + b * alike[second * N + i]!) / (a + b);
      alike[first * N + i] = joined;
      alike[i * N + first] = joined;
    }
    sizes[first] = a + b;
    for (const i of alive) {
      if (i === first || nearest[i] === first || nearest[i] === second) {
        nearest[i] = nearestOf(alike, N, i, alive);
      }
    }
  }
  const numbers = new Map<number, number>();
  return Uint32Array.from({ length: N }, (_, point) => {
    let root = point;
    while (parent[root] !== root) root = parent[root]!;
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}

function similarities(points: ArrayLike<number>, channels: number, N: number): Float64Array {
  const alike = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += points[i * channels + c]! * points[j * channels + c]!;
      alike[i * N + j] = sum;
      alike[j * N + i] = sum;
    }
  }
  return alike;
}

/** The later living group that is most alike to `i`; -1 if none is later. */
function nearestOf(alike: Float64Array, N: number, i: number, alive: readonly number[]): number {
  let best = -1;
  for (const j of alive) if (j > i && (best < 0 || alike[i * N + j]! > alike[i * N + best]!)) best = j;
  return best;
}
