import type { ResolvedLayer } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Heap, Region } from '../memory/heap.ts';
import { type LagrangianForm, lagrangianForm } from './lagrangian-form.ts';
import { LagrangianGradients } from './lagrangian-gradients.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { WasmState } from './wasm-state.ts';

/** Where a reverse pass finds what it needs, [T][N][4] each; `pull` is 0 without a coupling. */
export interface UnitRows {
  readonly g: number;
  readonly dg: number;
  readonly pull: number;
}

/** Threshold units that share a Lagrangian: launches that compute with it. */
export class LayerUnits {
  readonly gradients: LagrangianGradients | undefined;
  readonly #heap: Heap;
  readonly #store: ParameterStore;
  readonly #form: LagrangianForm;
  readonly #parameters: number;
  readonly #start: number;
  readonly #size: number;
  readonly #neurons: number;

  constructor(region: Region, launcher: Launcher, layer: ResolvedLayer, neurons: number, store: ParameterStore) {
    const { start, size, lagrangian, paths } = layer;
    this.#heap = region.heap;
    this.#store = store;
    this.#form = lagrangianForm(lagrangian, launcher);
    this.#start = start;
    this.#size = size;
    this.#neurons = neurons;
    const { parameters, beta } = this.#form;
    const pointers = parameters.map(({ name }) => store.pointer(paths[name]!));
    if (beta !== undefined) {
      const constant = region.allocate(4);
      region.heap.floats(constant, 1)[0] = beta;
      pointers.push(constant);
    }
    this.#parameters = region.allocate(4 * pointers.length);
    region.heap.integers(this.#parameters, pointers.length).set(pointers);
    if (parameters.length > 0) {
      const own = parameters.map(({ name, per }) => ({ path: paths[name]!, perUnit: per === 'neuron' }));
      this.gradients = new LagrangianGradients(region, store, own, size);
    }
  }

  /** g at `g`, and b - x at `rate` unless it is 0. */
  activity(state: WasmState, g: number, rate: number): Launch {
    const block = {
      ...this.#common(this.#form.activity),
      ...{ x: this.#at(state.x), g: this.#at(g), rate: rate === 0 ? 0 : this.#at(rate), bias: this.#bias() },
      batch: state.batch,
    };
    return { kernel: 'activity', items: state.tiles, grain: 1, block };
  }

  /** out = (d2L/dx2)(dg + pull) - u. */
  vjp(state: WasmState, cotangent: WasmState, out: WasmState, { g, dg, pull }: UnitRows): Launch {
    const block = {
      ...this.#common(this.#form.vjp),
      ...{ x: this.#at(state.x), g: this.#at(g), dg: this.#at(dg), pull: pull === 0 ? 0 : this.#at(pull) },
      ...{ u: this.#at(cotangent.x), out: this.#at(out.x) },
      gradients: this.gradients?.open(state.tiles) ?? 0,
      gradientsBytes: this.gradients?.pointersBytes ?? 0,
    };
    return { kernel: 'activityVjp', items: state.tiles, grain: 1, block };
  }

  /** Adds (x - b) . g - L(x) - g . W g / 2 of these units to four float64 a tile; `lagrangian` takes L of a called law. */
  energy(state: WasmState, g: number, product: number, lagrangian: number, sums: number, extremes: number): Launch {
    const block = {
      ...this.#common(this.#form.value),
      ...{ x: this.#at(state.x), g: this.#at(g), product: this.#at(product), bias: this.#bias() },
      ...{ lagrangian: this.#at(lagrangian), sums, extremes },
    };
    return { kernel: 'thresholdEnergy', items: state.tiles, grain: 1, block };
  }

  /** Whether L is one of all units, which `jointValue` gives. */
  get isJoint(): boolean {
    return this.#form.jointValue !== undefined;
  }

  /** L of a sample from what a tile left of it; only of a joint Lagrangian. */
  jointValue(first: number, second: number): number {
    const [pointer] = this.#heap.integers(this.#parameters, 1);
    return this.#form.jointValue!(first, second, this.#heap.floats(pointer!, 1)[0]!, this.#size);
  }

  #at(rows: number): number {
    return rows + lanes.VECTOR * this.#start;
  }

  #bias(): number {
    return this.#store.pointer('hopfield.bias') + 4 * this.#start;
  }

  #common(law: number) {
    const { kind } = this.#form;
    return { neurons: this.#size, stride: lanes.VECTOR * this.#neurons, kind, law, parameters: this.#parameters };
  }
}
