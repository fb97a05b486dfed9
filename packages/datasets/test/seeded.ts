import type { RandomSource } from '../src/random-source.ts';

/** A small generator for tests: a 32-bit xorshift of period 2^32 - 1, started from the seed. */
export function seeded(seed: number): RandomSource {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 16; warm++) next();
  return { uniform: (count) => Float64Array.from({ length: count }, next) };
}
