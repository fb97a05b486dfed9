import { normaliseRows, normaliseRowsVjp, type SystemSpec } from '@hkmem/backend';
import type { Launcher } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { WasmState } from './wasm-state.ts';

const path = 'start.s';

/** The learned start of the oscillators, one [N, D] for all samples, and its gradient. */
export class StartState {
  readonly #region: Region;
  readonly #launcher: Launcher;
  readonly #store: ParameterStore;
  readonly #N: number;
  readonly #D: number;
  readonly #unit: number;
  #version = 0;

  constructor(region: Region, launcher: Launcher, spec: SystemSpec, store: ParameterStore) {
    this.#region = region;
    this.#launcher = launcher;
    this.#store = store;
    this.#N = spec.neurons;
    this.#D = spec.oscillators!.dimension;
    this.#unit = region.allocate(4 * this.#N * this.#D);
  }

  /** Sets s of every sample to the normalised start. */
  broadcast(state: WasmState): void {
    const size = this.#N * this.#D;
    const version = this.#store.version([path]);
    if (version !== this.#version) {
      this.#version = version;
      const unit = new Float64Array(size);
      normaliseRows(Float64Array.from(this.#store.view(path)), unit, this.#N, this.#D);
      this.#region.heap.floats(this.#unit, size).set(unit);
    }
    const block = { start: this.#unit, s: state.s, size, batch: state.batch };
    this.#launcher.run({ kernel: 'broadcast', items: state.tiles, grain: 4, block });
  }

  /** Adds the cotangent's s, summed over the batch and pulled back through normalising, to the start's gradient. */
  vjp(cotangent: WasmState): void {
    const size = this.#N * this.#D;
    const gradient = this.#store.gradient(path);
    const sums = this.#region.allocate(4 * size);
    const block = { source: cotangent.s, target: sums, size, tiles: cotangent.tiles };
    this.#launcher.run({ kernel: 'sumBatch', items: size, grain: 1024, block });
    const [unit, pulled] = [new Float64Array(size), new Float64Array(size)];
    const norms = normaliseRows(Float64Array.from(this.#store.view(path)), unit, this.#N, this.#D);
    const total = Float64Array.from(this.#region.heap.floats(sums, size));
    normaliseRowsVjp(unit, norms, total, pulled, this.#D);
    const into = this.#region.heap.floats(this.#store.gradientPointer(path), gradient.length);
    for (let k = 0; k < size; k++) into[k]! += pulled[k]!;
    this.#region.free(sums);
  }
}
