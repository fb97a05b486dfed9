import type { Settled } from '../threshold/zero-temperature.ts';

/** Hebb's weights of binary patterns as whole numbers, N W off the diagonal and 0 on it, by counting bits. */
export class HebbSettler {
  readonly #neurons: number;
  /** N W, [N, N]. */
  readonly #products: Int16Array;

  /** @param columns entry i of every pattern, [N][P], +1 and -1; P at most 32767. */
  constructor(columns: readonly Int8Array[]) {
    const N = columns.length;
    const count = columns[0]!.length;
    const words = Math.ceil(count / 32);
    const bits = new Int32Array(N * words);
    columns.forEach((column, i) => {
      for (let k = 0; k < count; k++) if (column[k]! > 0) bits[i * words + (k >>> 5)]! |= 1 << (k & 31);
    });
    this.#neurons = N;
    this.#products = new Int16Array(N * N);
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < i; j++) {
        let different = 0;
        for (let w = 0; w < words; w++) different += bitCount(bits[i * words + w]! ^ bits[j * words + w]!);
        this.#products[i * N + j] = count - 2 * different;
        this.#products[j * N + i] = count - 2 * different;
      }
    }
  }

  /** N W, [N, N]. */
  get products(): Int16Array {
    return this.#products;
  }

  /** As `settle`, exactly: fields are whole numbers. */
  settle(start: ArrayLike<number>, sweeps = 200): Settled {
    const N = this.#neurons;
    const W = this.#products;
    const signs = Int8Array.from(start, (entry) => (entry < 0 ? -1 : 1));
    const field = new Int32Array(N);
    for (let i = 0; i < N; i++) {
      let sum = 0;
      for (let j = 0, at = i * N; j < N; j++) sum += W[at + j]! * signs[j]!;
      field[i] = sum;
    }
    for (let sweep = 0; sweep < sweeps; sweep++) {
      let changed = false;
      for (let i = 0; i < N; i++) {
        if (field[i]! * signs[i]! >= 0) continue;
        signs[i] = -signs[i]!;
        changed = true;
        const twice = 2 * signs[i]!;
        for (let j = 0, at = i * N; j < N; j++) field[j]! += twice * W[at + j]!;
      }
      if (!changed) return { signs, sweeps: sweep, rest: true };
    }
    return { signs, sweeps, rest: false };
  }
}

function bitCount(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return (((left + (left >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
