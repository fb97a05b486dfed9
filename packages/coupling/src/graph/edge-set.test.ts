import { createHash } from 'node:crypto';
import { RandomKey } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { EdgeSet } from './edge-set.ts';
import { grid } from './grid.ts';
import { ring } from './ring.ts';
import { wattsStrogatz } from './watts-strogatz.ts';

test('holds what was added, whichever end came first, and nothing else, in small and very large graphs', () => {
  for (const neurons of [60, 2 ** 26]) {
    const edges = new EdgeSet(neurons);
    const known = new Set<string>();
    const ends = RandomKey.fromSeed(neurons).uniform(8000);
    const pairAt = (n: number): readonly [number, number] => [
      Math.floor(ends[2 * n]! * neurons),
      Math.floor(ends[2 * n + 1]! * neurons),
    ];
    const key = (i: number, j: number): string => `${Math.min(i, j)} ${Math.max(i, j)}`;
    for (let n = 0; n < 2000; n++) {
      const [i, j] = pairAt(n);
      expect(edges.has(i, j)).toBe(known.has(key(i, j)));
      edges.add(i, j);
      known.add(key(i, j));
    }
    for (let n = 0; n < 4000; n++) {
      const [i, j] = pairAt(n);
      expect(edges.has(j, i)).toBe(known.has(key(i, j)));
    }
  }
});

test('graphs are those that one key gave before they were made in linear time', () => {
  const hash = createHash('sha256');
  const add = ({ sources, targets }: { readonly sources: Int32Array; readonly targets: Int32Array }): void => {
    for (const ends of [sources, targets]) hash.update(new Uint8Array(ends.buffer));
  };
  for (let seed = 0; seed < 150; seed++) {
    const neurons = 5 + seed;
    const neighbours = Math.min(2 + 2 * (seed % 9), 2 * Math.floor((neurons - 1) / 2));
    for (const rewiring of [0, 0.1, 0.5, 1]) {
      add(wattsStrogatz({ neurons, neighbours, rewiring, key: RandomKey.fromSeed(seed), connected: false }));
    }
  }
  add(wattsStrogatz({ neurons: 894, neighbours: 150, rewiring: 0.1, key: RandomKey.fromSeed(1) }));
  for (let n = 3; n < 30; n++) {
    add(ring({ neurons: n, neighbours: 2 }));
    add(grid({ rows: n, columns: 4, periodic: n % 2 === 0 }));
  }
  // Of the same loop at 635fa41, where edges were members of a set.
  expect(hash.digest('hex')).toBe('932b066c6cf3a9d05e391fc87f1e9dd0e3796949eda0b6c3670f2ad09caa0d18');
});
