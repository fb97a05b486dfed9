import type { SystemSpec } from '@hkmem/backend';
import type { Launch } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { WasmState } from './wasm-state.ts';

const path = 'kuramoto.omega';

/**
 * The oscillators' rotation: skew matrices M with Omega s = M s, [D][D] for all (global, (O - O^T)/2 applied to row
 * vectors) or per neuron with the mean over neurons taken off (local), and the gradient of O.
 */
export class Rotation {
  /** Bytes from one neuron's matrix to the next. */
  readonly stride: number;
  readonly matrices: number;
  readonly #region: Region;
  readonly #store: ParameterStore;
  readonly #local: boolean;
  readonly #N: number;
  readonly #D: number;
  #version = 0;
  #gradient: number | undefined;
  #dirty = false;

  constructor(region: Region, spec: SystemSpec, store: ParameterStore) {
    const { dimension, omega } = spec.oscillators!;
    this.#region = region;
    this.#store = store;
    this.#local = omega === 'local';
    this.#N = spec.neurons;
    this.#D = dimension;
    this.stride = this.#local ? 4 * dimension * dimension : 0;
    this.matrices = region.allocate(4 * store.size(path));
  }

  get wanted(): boolean {
    return this.#store.isTrainable(path);
  }

  pack(): void {
    const version = this.#store.version([path]);
    if (version === this.#version) return;
    this.#version = version;
    const skew = this.#skew(Float64Array.from(this.#store.view(path)));
    if (!this.#local) for (let k = 0; k < skew.length; k++) skew[k] = -skew[k]!;
    this.#region.heap.floats(this.matrices, skew.length).set(skew);
  }

  /** Adds v . d(Omega u)/dO; `inverses` are the inverse norms of s, [T][N][4]. */
  accumulate(state: WasmState, cotangent: WasmState, inverses: number): Launch {
    this.#gradient ??= this.#region.allocate(4 * this.#N * this.#D * this.#D);
    this.#dirty = true;
    const [neurons, dimension] = [this.#N, this.#D];
    const { s, tiles } = state;
    const block = { s, v: cotangent.s, target: this.#gradient, neurons, dimension, tiles, inverses };
    return { kernel: 'rotationGradient', items: neurons, grain: 32, block };
  }

  /** Brings the gradient of O up to date. */
  finish(): void {
    if (!this.#dirty) return;
    const [N, D] = [this.#N, this.#D];
    const sums = Float64Array.from(this.#region.heap.floats(this.#gradient!, N * D * D));
    const perMatrix = new Float64Array(this.#local ? N * D * D : D * D);
    for (let k = 0; k < sums.length; k++) {
      const [a, c] = [Math.floor((k % (D * D)) / D), k % D];
      if (this.#local) perMatrix[k] = sums[k]!;
      else perMatrix[c * D + a]! += sums[k]!;
    }
    const gradient = this.#store.gradient(path);
    this.#skew(perMatrix).forEach((value, k) => {
      gradient[k]! += value;
    });
    this.reset();
  }

  reset(): void {
    if (this.#dirty) this.#region.heap.floats(this.#gradient!, this.#N * this.#D * this.#D).fill(0);
    this.#dirty = false;
  }

  /** (O - O^T) / 2 of every matrix, less the mean over neurons where there is one per neuron. */
  #skew(free: Float64Array): Float64Array {
    const D = this.#D;
    const size = D * D;
    const skew = new Float64Array(free.length);
    for (let k = 0; k < free.length; k++) {
      const base = k - (k % size);
      const [a, c] = [Math.floor((k % size) / D), k % D];
      skew[k] = (free[k]! - free[base + c * D + a]!) / 2;
    }
    if (!this.#local) return skew;
    for (let k = 0; k < size; k++) {
      let mean = 0;
      for (let n = 0; n < this.#N; n++) mean += skew[n * size + k]! / this.#N;
      for (let n = 0; n < this.#N; n++) skew[n * size + k]! -= mean;
    }
    return skew;
  }
}
