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
  const words = new Uint32Array(2);
  fillThreefry(words, key0, key1, counter0, counter1);
  return [words[0]!, words[1]!];
}

/** Fills `words` with those of the counters (counter0, counter1), (counter0, counter1 + 1) and so on, two of each. */
export function fillThreefry(words: Uint32Array, key0: number, key1: number, counter0: number, counter1: number): void {
  const [p, q, r] = [key0 | 0, key1 | 0, 0x1bd11bda ^ key0 ^ key1];
  for (let at = 0; at < words.length; at += 2) {
    let a = (counter0 + p) | 0;
    let b = (counter1 + at / 2 + q) | 0;
    // Written out, rotations as constants: a loop over them takes twice as long.
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + q) | 0;
    b = (b + r + 1) | 0;
    a = (a + b) | 0;
    b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0;
    b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0;
    b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0;
    b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + r) | 0;
    b = (b + p + 2) | 0;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + p) | 0;
    b = (b + q + 3) | 0;
    a = (a + b) | 0;
    b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0;
    b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0;
    b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0;
    b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + q) | 0;
    b = (b + r + 4) | 0;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    words[at] = a + r;
    words[at + 1] = b + p + 5;
  }
}
