/**
 * Threefry-2x32 with 20 rounds, a counter-based generator (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", SC 2011). Maps a key and a counter of two 32-bit words each to two random 32-bit words.
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
): readonly [number, number] {
  const schedule = [key0 >>> 0, key1 >>> 0, (0x1bd11bda ^ key0 ^ key1) >>> 0];
  let a = (counter0 + schedule[0]!) >>> 0;
  let b = (counter1 + schedule[1]!) >>> 0;
  for (let group = 0; group < 5; group++) {
    for (const distance of rotations[group % 2]!) {
      a = (a + b) >>> 0;
      b = (((b << distance) | (b >>> (32 - distance))) ^ a) >>> 0;
    }
    a = (a + schedule[(group + 1) % 3]!) >>> 0;
    b = (b + schedule[(group + 2) % 3]! + group + 1) >>> 0;
  }
  return [a, b];
}

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
