import { maximumTerms, type Term } from '@hkmem/backend';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Heap, Region } from '../memory/heap.ts';
import { type StateSizes, type WasmState, wasmState } from './wasm-state.ts';

/** Vectors that one thread combines at a time. */
const grain = 4096;

/** out = sum of terms. A state named twice counts once, with both coefficients; `out` itself comes first. */
export function combineLaunch(region: Region, out: WasmState, terms: readonly Term[]): Launch {
  const coefficients = new Map<WasmState, number>();
  for (const [coefficient, state] of terms) {
    const key = wasmState(state, region);
    coefficients.set(key, (coefficients.get(key) ?? 0) + coefficient);
  }
  const entries = [...coefficients].sort(([a], [b]) => Number(b === out) - Number(a === out));
  const pad = new Array<number>(maximumTerms - entries.length).fill(0);
  return {
    kernel: 'combine',
    items: out.vectors,
    grain,
    words: [out.x, entries.length, ...entries.map(([state]) => state.x), ...pad],
    floats: entries.map(([, coefficient]) => coefficient),
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
  const sums = heap.allocate(32 * tiles);
  for (const [size, part] of [[perX, 'x'] as const, [perS, 's'] as const]) {
    if (size === 0) continue;
    launcher.run(
      error === undefined
        ? { kernel: 'squareSum', items: tiles, grain: 1, words: [state[part], size, sums] }
        : {
            kernel: 'errorSum',
            items: tiles,
            grain: 1,
            words: [state[part], error.after[part], error.sum[part], size, sums],
            floats: [error.rtol, error.atol],
          },
    );
  }
  const norms = Float64Array.from(heap.doubles(sums, batch), (sum) => Math.sqrt(sum / (perX + perS)));
  heap.free(sums);
  return norms;
}
