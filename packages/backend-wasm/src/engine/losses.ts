import { type LossTerm, lossAt, type ResolvedReading, resolveLoss } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import type { Heap } from '../memory/heap.ts';
import type { FieldPhases } from './field-phases.ts';
import { outputsOf, outputsVjp, type ReadoutSizes } from './readouts.ts';
import type { WasmState } from './wasm-state.ts';

/** Outputs of states and losses of them, on the host where they lie; activities come from kernels. */
export class Losses {
  readonly #heap: Heap;
  readonly #phases: FieldPhases;
  readonly #sizes: ReadoutSizes;

  constructor(heap: Heap, phases: FieldPhases, sizes: ReadoutSizes) {
    this.#heap = heap;
    this.#phases = phases;
    this.#sizes = sizes;
  }

  /** [B, C]. */
  outputs(state: WasmState, reading: ResolvedReading): Float32Array {
    const g = reading.of === 'activity' ? this.#phases.activities(state).g : 0;
    return outputsOf(this.#heap, state, this.#sizes, reading, g);
  }

  /** The loss; its gradient into `cotangent`, and of parameters of Lagrangians where activities are read. */
  loss(state: WasmState, terms: readonly LossTerm[], cotangent: WasmState): number {
    const heap = this.#heap;
    heap.floats(cotangent.x, lanes.LANES * cotangent.vectors).fill(0);
    const parts = resolveLoss(this.#sizes.neurons, terms, state.batch);
    const reads = parts.some(({ reading }) => reading.of === 'activity');
    const { g, dg } = reads ? this.#phases.activities(state) : { g: 0, dg: 0 };
    if (reads) heap.floats(dg, lanes.LANES * state.tiles * this.#sizes.neurons).fill(0);
    let loss = 0;
    const direct: (() => void)[] = [];
    for (const part of parts) {
      const { reading } = part;
      const outputs = Float64Array.from(outputsOf(heap, state, this.#sizes, reading, g));
      const slopes = new Float64Array(outputs.length);
      loss += lossAt(part, outputs, slopes);
      const pullBack = () => outputsVjp(heap, state, this.#sizes, reading, slopes, cotangent, dg);
      if (reading.of === 'activity') pullBack();
      else direct.push(pullBack);
    }
    // It takes the cotangent's x for granted to be 0, so what is read of x itself comes after it.
    if (reads) this.#phases.pullBackActivities(state, cotangent);
    for (const pullBack of direct) pullBack();
    return loss;
  }
}
