import type { SamplePlace, Term } from '@hkmem/backend';
import { lanes, combine as stretches } from '../../generated/constants.js';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Heap } from '../memory/heap.ts';
import { type StateSizes, type WasmState, wasmState } from './wasm-state.ts';

/** Vectors that one thread combines at a time. */
const grain = 4096;

/** The fields of a sum of terms. A state named twice counts once, with both coefficients; `out` itself comes first. */
function sumOf(terms: readonly Term[], out?: WasmState) {
  const coefficients = new Map<WasmState, number>();
  for (const [coefficient, state] of terms) {
    const key = wasmState(state);
    coefficients.set(key, (coefficients.get(key) ?? 0) + coefficient);
  }
  const entries = [...coefficients].sort(([a], [b]) => Number(b === out) - Number(a === out));
  const v = (k: number): number => entries[k]?.[0].x ?? 0;
  const c = (k: number): number => entries[k]?.[1] ?? 0;
  return {
    block: {
      count: entries.length,
      ...{ v0: v(0), v1: v(1), v2: v(2), v3: v(3), v4: v(4), v5: v(5), v6: v(6), v7: v(7), v8: v(8) },
    },
    floats: { c0: c(0), c1: c(1), c2: c(2), c3: c(3), c4: c(4), c5: c(5), c6: c(6), c7: c(7), c8: c(8) },
  };
}

/** out = sum of terms. */
export function combineLaunch(out: WasmState, terms: readonly Term[]): Launch {
  const { block, floats } = sumOf(terms, out);
  return { kernel: 'combine', items: out.vectors, grain, block: { out: out.x, ...block }, floats };
}

/** Where kernels that combine or copy samples find heap and threads. */
export interface Place {
  readonly heap: Heap;
  readonly launcher: Launcher;
  readonly sizes: StateSizes;
}

/** out_b = base_b + sizes_b (sum of terms)_b. */
export function combineSamples(
  { heap, launcher, sizes: { perX, perS } }: Place,
  out: WasmState,
  base: WasmState,
  sizes: ArrayLike<number>,
  terms: readonly Term[],
): void {
  const { tiles } = out;
  const pointer = heap.allocate(lanes.VECTOR * tiles);
  heap.floats(pointer, out.batch).set(sizes);
  const { block, floats } = sumOf(terms);
  launcher.run({
    kernel: 'combineSamples',
    items: tiles,
    grain: 1,
    block: { out: out.x, ...block, base: base.x, sizes: pointer, tiles, perX, perS },
    floats,
  });
  heap.free(pointer);
}

/** Copies samples to other places, also of another batch size. */
export function copySamples(
  { heap, launcher, sizes: { perX, perS } }: Place,
  to: WasmState,
  from: WasmState,
  places: readonly SamplePlace[],
): void {
  const pointer = heap.allocate(8 * places.length);
  heap.integers(pointer, 2 * places.length).set(places.flat());
  launcher.run({
    kernel: 'copySamples',
    items: places.length,
    grain: 1,
    block: { places: pointer, toX: to.x, fromX: from.x, toS: to.s, fromS: from.s, perX, perS },
  });
  heap.free(pointer);
}

/** Root mean square of a state per sample. */
export function rootMeanSquares(place: Place, state: WasmState): Float64Array {
  const { perX, perS } = place.sizes;
  return rootsOf(place, state, (sums) => {
    for (const [size, part] of [[perX, 'x'] as const, [perS, 's'] as const]) {
      if (size === 0) continue;
      const block = { values: state[part], size, sums };
      place.launcher.run({ kernel: 'squareSum', items: state.tiles, grain: 1, block });
    }
  });
}

/** Root mean square of (sum of error terms) / (atol + rtol max(|before|, |after|)) per sample. */
export function errorNorms(
  place: Place,
  before: WasmState,
  after: WasmState,
  error: readonly Term[],
  { rtol, atol }: { readonly rtol: number; readonly atol: number },
): Float64Array {
  const { heap, launcher, sizes } = place;
  const { tiles } = before;
  const { block, floats } = sumOf(error);
  const scratch = heap.allocate(stretches.STRETCH * launcher.threads);
  const norms = rootsOf(place, before, (sums) => {
    launcher.run({
      kernel: 'errorSum',
      items: tiles,
      grain: 1,
      block: { scratch, ...block, before: before.x, after: after.x, tiles, ...sizes, sums },
      floats: { ...floats, rtol, atol },
    });
  });
  heap.free(scratch);
  return norms;
}

function rootsOf({ heap, sizes }: Place, { tiles, batch }: WasmState, add: (sums: number) => void): Float64Array {
  const sums = heap.allocate(lanes.WIDE * tiles);
  add(sums);
  const norms = Float64Array.from(heap.doubles(sums, batch), (sum) => Math.sqrt(sum / (sizes.perX + sizes.perS)));
  heap.free(sums);
  return norms;
}
