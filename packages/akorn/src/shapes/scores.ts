import { ShapeError, ValueError } from '@hkmem/backend';

/**
 * Adjusted Rand index of two groupings of the same points (Hubert and Arabie, 1985): 1 if they are one grouping, 0 on the
 * average of random ones; 1 too where both have one group. @throws {ShapeError} if they differ in length.
 */
export function adjustedRandIndex(first: ArrayLike<number>, second: ArrayLike<number>): number {
  if (first.length !== second.length) {
    throw new ShapeError('second grouping', [second.length], first.length, 'Give a group for every point.');
  }
  const [cells, rows, columns] = [new Map<string, number>(), new Map<number, number>(), new Map<number, number>()];
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [first[i]!, second[i]!];
    count(cells, `${a},${b}`);
    count(rows, a);
    count(columns, b);
  }
  const pairs = (counts: Map<unknown, number>): number => {
    return [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  };
  const [joint, ofRows, ofColumns] = [pairs(cells), pairs(rows), pairs(columns)];
  const all = (first.length * (first.length - 1)) / 2;
  const expected = all === 0 ? 0 : (ofRows * ofColumns) / all;
  const most = (ofRows + ofColumns) / 2;
  return most === expected ? 1 : (joint - expected) / (most - expected);
}

/**
 * FG-ARI of an image: the adjusted Rand index over the pixels of objects alone, those whose label is not 0.
 * @throws {ValueError} if there is none. @throws {ShapeError} if lengths differ.
 */
export function foregroundAri(labels: ArrayLike<number>, groups: ArrayLike<number>): number {
  checkPixels(labels, groups);
  const shown = Array.from(labels, (_, pixel) => pixel).filter((pixel) => labels[pixel] !== 0);
  return adjustedRandIndex(
    shown.map((pixel) => labels[pixel]!),
    shown.map((pixel) => groups[pixel]!),
  );
}

/**
 * MBO of an image: for each object the largest overlap with a group, intersection over union in pixels; the mean over the
 * objects, labels above 0. @throws as `foregroundAri`.
 */
export function meanBestOverlap(labels: ArrayLike<number>, groups: ArrayLike<number>): number {
  checkPixels(labels, groups);
  const objects = new Set(Array.from(labels).filter((label) => label !== 0));
  const found = new Set(Array.from(groups));
  let sum = 0;
  for (const object of objects) {
    let best = 0;
    for (const group of found) {
      let [both, either] = [0, 0];
      for (let pixel = 0; pixel < labels.length; pixel++) {
        const [a, b] = [labels[pixel] === object, groups[pixel] === group];
        if (a && b) both++;
        if (a || b) either++;
      }
      best = Math.max(best, both / either);
    }
    sum += best;
  }
  return sum / objects.size;
}

function checkPixels(labels: ArrayLike<number>, groups: ArrayLike<number>): void {
  if (labels.length !== groups.length) {
    throw new ShapeError('groups', [groups.length], labels.length, 'Give a group for every pixel.');
  }
  if (!Array.from(labels).some((label) => label !== 0)) throw new ValueError('labels', 'background alone', 'an object');
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
