import { ValueError } from '../errors.ts';
import { fillThreefry, threefry2x32 } from './threefry.ts';

/**
 * A splittable key of the counter-based generator. The same key gives the same numbers on every machine and backend;
 * keys made by `split` or `fold` give independent streams. A key holds no position: asking twice gives the same again.
 */
export class RandomKey {
  readonly #high: number;
  readonly #low: number;

  private constructor(high: number, low: number) {
    this.#high = high >>> 0;
    this.#low = low >>> 0;
  }

  /** A key from a seed. @throws {ValueError} unless it is a whole number from 0 to 2^53 - 1. */
  static fromSeed(seed: number): RandomKey {
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new ValueError('seed', seed, 'a whole number from 0 to 2^53 - 1');
    return new RandomKey(Math.floor(seed / 2 ** 32), seed % 2 ** 32);
  }

  /** The key of a part by number or name, such as `fold('weights')` or `fold(step)`. @throws {ValueError} on a fraction or NaN. */
  fold(part: number | string): RandomKey {
    if (typeof part === 'number') {
      if (!Number.isSafeInteger(part)) throw new ValueError('part of a key', part, 'a whole number or a name');
      // Names start from 2^31 in the high word of the counter, so no number meets a name.
      const words = threefry2x32(this.#high, this.#low, Math.floor(part / 2 ** 32) & 0x7fffffff, part >>> 0);
      return new RandomKey(words[0], words[1]);
    }
    let key: RandomKey = this;
    for (const byte of new TextEncoder().encode(part)) {
      key = new RandomKey(...threefry2x32(key.#high, key.#low, 0x80000000, byte));
    }
    return key;
  }

  /** `count` independent keys. */
  split(count: number): RandomKey[] {
    return Array.from({ length: count }, (_, index) => this.fold(index));
  }

  /** `count` uniform 32-bit words. @throws {ValueError} unless it is a whole number from 0, as all that draw. */
  bits(count: number): Uint32Array {
    checkCount(count);
    const words = new Uint32Array(count);
    fillThreefry(words, this.#high, this.#low, 0xc0000000, 0);
    return words;
  }

  /** `count` independent uniforms in [0, 1) with 53 random bits each. */
  uniform(count: number): Float64Array {
    checkCount(count);
    const words = this.bits(2 * count);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = ((words[2 * i]! >>> 5) * 2 ** 26 + (words[2 * i + 1]! >>> 6)) / 2 ** 53;
    return values;
  }

  /** `count` independent standard normals (Box and Muller, 1958). */
  normal(count: number): Float64Array {
    checkCount(count);
    const uniforms = this.uniform(2 * Math.ceil(count / 2));
    const values = new Float64Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - uniforms[i]!));
      const angle = 2 * Math.PI * uniforms[i + 1]!;
      values[i] = radius * Math.cos(angle);
      if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  }

  /** A random order of 0 .. count - 1 (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    const uniforms = this.uniform(count);
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(uniforms[i]! * (i + 1));
      const swap = order[i]!;
      order[i] = order[j]!;
      order[j] = swap;
    }
    return order;
  }

  /** A stream that goes on from call to call, for consumers that draw again and again. */
  stream(): RandomStream {
    return new RandomStream(this);
  }
}

function checkCount(count: number): void {
  if (!(Number.isSafeInteger(count) && count >= 0)) {
    throw new ValueError('count of random numbers', count, 'a whole number from 0');
  }
}

/** Draws from a key one after another; the n-th call of a fresh stream is the same on every run. */
export class RandomStream {
  readonly #key: RandomKey;
  #calls = 0;

  constructor(key: RandomKey) {
    this.#key = key;
  }

  /** `count` independent uniforms in [0, 1), different at each call. */
  uniform(count: number): Float64Array {
    return this.#key.fold(this.#calls++).uniform(count);
  }

  /** `count` independent standard normals, different at each call. */
  normal(count: number): Float64Array {
    return this.#key.fold(this.#calls++).normal(count);
  }
}
