import type { RandomKey } from '@hkmem/backend';

/** Pixels a row. */
const width = 5;

/** Patterns to store, one number a pixel: +1 where there is ink, -1 elsewhere. Put your own here. */
export const letters: Readonly<Record<string, readonly number[]>> = {
  H: pixels('#...#', '#...#', '#...#', '#####', '#...#', '#...#', '#...#'),
  K: pixels('#...#', '#..#.', '#.#..', '##...', '#.#..', '#..#.', '#...#'),
  M: pixels('#...#', '##.##', '#.#.#', '#.#.#', '#...#', '#...#', '#...#'),
};

/** Patterns side by side, as text. */
export function picture(...patterns: readonly (readonly number[])[]): string {
  const rows = Array.from({ length: patterns[0]!.length / width }, (_, row) =>
    patterns.map((pattern) => ink(pattern.slice(row * width, (row + 1) * width))).join('   '),
  );
  return rows.join('\n');
}

/** `patterns` with `count` entries of each, drawn at random, turned over. */
export function spoiled(patterns: readonly (readonly number[])[], count: number, key: RandomKey): number[][] {
  return patterns.map((pattern, n) => {
    const turned = new Set(key.fold(n).permutation(pattern.length).slice(0, count));
    return pattern.map((entry, i) => (turned.has(i) ? -entry : entry));
  });
}

function pixels(...rows: readonly string[]): number[] {
  return [...rows.join('')].map((character) => (character === '#' ? 1 : -1));
}

function ink(signs: readonly number[]): string {
  return signs.map((sign) => (sign > 0 ? '#' : '.')).join('');
}
