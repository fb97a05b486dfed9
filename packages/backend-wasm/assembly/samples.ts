import { CombineBlock, STRETCH, sumTerms } from './combine';
import { LANES, madd, VECTOR } from './lanes';

/**
 * out = base + h (sum of terms), with an h for each sample: a vector of four a tile. It begins as a `CombineBlock`. An item
 * is a tile.
 */
@unmanaged
class CombineSamplesBlock {
  out: usize;
  count: i32;
  v0: usize;
  v1: usize;
  v2: usize;
  v3: usize;
  v4: usize;
  v5: usize;
  v6: usize;
  v7: usize;
  v8: usize;
  c0: f32;
  c1: f32;
  c2: f32;
  c3: f32;
  c4: f32;
  c5: f32;
  c6: f32;
  c7: f32;
  c8: f32;
  base: usize;
  sizes: usize;
  /** Tiles of the batch, and vectors of one tile in x and in s. */
  tiles: i32;
  perX: i32;
  perS: i32;
}

export function combineSamples(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<CombineSamplesBlock>(block);
  const perX = <usize>b.perX * VECTOR;
  const perS = <usize>b.perS * VECTOR;
  const s = <usize>b.tiles * perX;
  for (let tile = begin; tile < end; tile++) {
    const h = v128.load(b.sizes + tile * VECTOR);
    part(block, h, b.base, <usize>tile * perX, perX);
    part(block, h, b.base, s + <usize>tile * perS, perS);
  }
}

function part(block: usize, h: v128, base: usize, begin: usize, bytes: usize): void {
  const terms = changetype<CombineBlock>(block);
  const out = terms.out;
  const last = begin + bytes;
  for (let first = begin; first < last; first += STRETCH) {
    const stop = min(first + STRETCH, last);
    sumTerms(terms, out, first, stop);
    for (let at = first; at < stop; at += VECTOR) {
      v128.store(out + at, madd(h, v128.load(out + at), v128.load(base + at)));
    }
  }
}

/** Copies samples from one batch to another. An item is a pair of places: of the target and of the source. */
@unmanaged
class CopySamplesBlock {
  places: usize;
  toX: usize;
  fromX: usize;
  toS: usize;
  fromS: usize;
  /** Vectors of one tile. */
  perX: i32;
  perS: i32;
}

export function copySamples(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<CopySamplesBlock>(block);
  for (let n = begin; n < end; n++) {
    const to = load<i32>(b.places + (n << 3));
    const from = load<i32>(b.places + (n << 3), 4);
    lane(b.toX, to, b.fromX, from, b.perX);
    lane(b.toS, to, b.fromS, from, b.perS);
  }
}

function lane(target: usize, to: i32, source: usize, from: i32, vectors: i32): void {
  const bytes = <usize>vectors * VECTOR;
  let out = target + <usize>(to / LANES) * bytes + ((to % LANES) << 2);
  let at = source + <usize>(from / LANES) * bytes + ((from % LANES) << 2);
  for (const end = at + bytes; at < end; at += VECTOR, out += VECTOR) store<f32>(out, load<f32>(at));
}
