import type { Term } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Heap } from '../memory/heap.ts';
import { type StateSizes, type WasmState, wasmState } from './wasm-state.ts';

/** Vectors that one thread combines at a time. */
const grain = 4096;

/** out = sum of terms. A state named twice counts once, with both coefficients; `out` itself comes first. */
export function combineLaunch(out: WasmState, terms: readonly Term[]): Launch {
  const coefficients = new Map<WasmState, number>();
  for (const [coefficient, state] of terms) {
    const key = wasmState(state);
    coefficients.set(key, (coefficients.get(key) ?? 0) + coefficient);
  }
  const entries = [...coefficients].sort(([a], [b]) => Number(b === out) - Number(a === out));
  const v = (k: number): number => entries[k]?.[0].x ?? 0;
  const c = (k: number): number => entries[k]?.[1] ?? 0;
  return {
    kernel: 'combine',
    items: out.vectors,
    grain,
    block: {
      ...{ out: out.x, count: entries.length },
      ...{ v0: v(0), v1: v(1), v2: v(2), v3: v(3), v4: v(4), v5: v(5), v6: v(6), v7: v(7), v8: v(8) },
    },
    floats: { c0: c(0), c1: c(1), c2: c(2), c3: c(3), c4: c(4), c5: c(5), c6: c(6), c7: c(7), c8: c(8) },
  };
}

/** Root mean square of a state per sample; with `error`, of error / (atol + rtol max(|state|, |error.after|)). */
export function rootMeanSquares(
  heap: Heap,
  launcher: Launcher,
  { perX, perS }: StateSizes,
  state: WasmState,
  error?: { readonly after: WasmState; readonly sum: WasmState; readonly rtol: number; readonly atol: number },
): Float64Array {
  const { tiles, batch } = state;
  const sums = heap.allocate(lanes.WIDE * tiles);
  for (const [size, part] of [[perX, 'x'] as const, [perS, 's'] as const]) {
    if (size === 0) continue;
    launcher.run(
      error === undefined
        ? { kernel: 'squareSum', items: tiles, grain: 1, block: { values: state[part], size, sums } }
        : {
            kernel: 'errorSum',
            items: tiles,
            grain: 1,
            block: { before: state[part], after: error.after[part], error: error.sum[part], size, sums },
            floats: { rtol: error.rtol, atol: error.atol },
          },
    );
  }
  const norms = Float64Array.from(heap.doubles(sums, batch), (sum) => Math.sqrt(sum / (perX + perS)));
  heap.free(sums);
  return norms;
}
