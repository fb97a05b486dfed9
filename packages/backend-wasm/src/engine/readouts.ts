import type { ResolvedReading } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import type { Heap } from '../memory/heap.ts';
import type { WasmState } from './wasm-state.ts';

/** Sizes that places in a state follow from. */
export interface ReadoutSizes {
  readonly neurons: number;
  readonly dimension: number;
}

/** Outputs [B, C] of a state, read where it lies; `g` is where its activities are, looked at if they are read. */
export function outputsOf(
  heap: Heap,
  state: WasmState,
  { neurons: N, dimension: D }: ReadoutSizes,
  { of, first, second }: ResolvedReading,
  g: number,
): Float32Array {
  const overlap = of === 'overlap';
  const source = overlap ? state.s : of === 'activity' ? g : state.x;
  const values = heap.floats(source, lanes.LANES * state.tiles * N * (overlap ? D : 1));
  const outputs = new Float32Array(state.batch * first.length);
  for (let b = 0; b < state.batch; b++) {
    for (let c = 0; c < first.length; c++) {
      let value = 0;
      if (overlap) {
        const [at, other] = [place(b, first[c]!, N, D), place(b, second[c]!, N, D)];
        for (let k = 0; k < lanes.LANES * D; k += lanes.LANES) value += values[at + k]! * values[other + k]!;
      } else value = values[place(b, first[c]!, N, 1)]!;
      outputs[b * first.length + c] = value;
    }
  }
  return outputs;
}

/** Adds the pull-back of slopes [B, C] to the cotangent's x or s, or to `dg` where activities are read. */
export function outputsVjp(
  heap: Heap,
  state: WasmState,
  { neurons: N, dimension: D }: ReadoutSizes,
  { of, first, second }: ResolvedReading,
  slopes: Float64Array,
  cotangent: WasmState,
  dg: number,
): void {
  const overlap = of === 'overlap';
  const into = overlap ? cotangent.s : of === 'activity' ? dg : cotangent.x;
  const values = heap.floats(into, lanes.LANES * state.tiles * N * (overlap ? D : 1));
  const s = overlap ? heap.floats(state.s, values.length) : values;
  for (let b = 0; b < state.batch; b++) {
    for (let c = 0; c < first.length; c++) {
      const slope = slopes[b * first.length + c]!;
      if (!overlap) {
        values[place(b, first[c]!, N, 1)]! += slope;
        continue;
      }
      for (let d = 0; d < D; d++) {
        const at = place(b, first[c]!, N, D) + lanes.LANES * d;
        const other = place(b, second[c]!, N, D) + lanes.LANES * d;
        values[at]! += slope * s[other]!;
        values[other]! += slope * s[at]!;
      }
    }
  }
}

/** Index of sample b's first component of neuron i in tiles [T][N][size][4]. */
function place(b: number, i: number, N: number, size: number): number {
  return lanes.LANES * (Math.floor(b / lanes.LANES) * N + i) * size + (b % lanes.LANES);
}
