import { type Readout, readoutNeurons } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import type { Heap } from '../memory/heap.ts';
import type { WasmState } from './wasm-state.ts';

/** Sizes that places in a state follow from. */
export interface ReadoutSizes {
  readonly neurons: number;
  readonly dimension: number;
}

/** Class outputs [B, C] of a state, read where it lies. */
export function outputsOf(heap: Heap, state: WasmState, sizes: ReadoutSizes, readout: Readout): Float32Array {
  const outputs = new Float32Array(state.batch * readout.classes);
  eachOutput(heap, state, sizes, readout, (b, c, value) => {
    outputs[b * readout.classes + c] = value;
  });
  return outputs;
}

/**
 * The mean over the batch of sum_c (out_c - y_c)^2; its gradient with respect to the state is added to `cotangent`,
 * which holds zeros.
 */
export function squaredErrorOf(
  heap: Heap,
  state: WasmState,
  sizes: ReadoutSizes,
  readout: Readout,
  labels: ArrayLike<number>,
  cotangent: WasmState,
): number {
  const { neurons: N, dimension: D } = sizes;
  const dx = heap.floats(cotangent.x, lanes.LANES * cotangent.vectors);
  const ds = heap.floats(cotangent.s, readout.kind === 'threshold' ? 0 : lanes.LANES * state.tiles * N * D);
  const s = heap.floats(state.s, ds.length);
  let loss = 0;
  eachOutput(heap, state, sizes, readout, (b, c, value, i, j) => {
    const miss = value - (labels[b] === c ? 1 : -1);
    const slope = (2 * miss) / state.batch;
    loss += miss ** 2 / state.batch;
    if (readout.kind === 'threshold') dx[place(b, i, N, 1)]! += slope;
    else {
      for (let d = 0; d < D; d++) {
        const [at, other] = [place(b, i, N, D) + lanes.LANES * d, place(b, j, N, D) + lanes.LANES * d];
        ds[at]! += slope * s[other]!;
        ds[other]! += slope * s[at]!;
      }
    }
  });
  return loss;
}

function eachOutput(
  heap: Heap,
  state: WasmState,
  { neurons: N, dimension: D }: ReadoutSizes,
  readout: Readout,
  visit: (b: number, c: number, value: number, i: number, j: number) => void,
): void {
  const threshold = readout.kind === 'threshold';
  const values = heap.floats(threshold ? state.x : state.s, lanes.LANES * state.tiles * N * (threshold ? 1 : D));
  for (let b = 0; b < state.batch; b++) {
    for (let c = 0; c < readout.classes; c++) {
      const [i, j] = readoutNeurons(N, readout, c);
      let value = 0;
      if (threshold) value = values[place(b, i, N, 1)]!;
      else {
        const [at, other] = [place(b, i, N, D), place(b, j, N, D)];
        for (let k = 0; k < lanes.LANES * D; k += lanes.LANES) value += values[at + k]! * values[other + k]!;
      }
      visit(b, c, value, i, j);
    }
  }
}

/** Index of sample b's first component of neuron i in tiles [T][N][size][4]. */
function place(b: number, i: number, N: number, size: number): number {
  return lanes.LANES * (Math.floor(b / lanes.LANES) * N + i) * size + (b % lanes.LANES);
}
