import type { EnergyTerms, ResolvedSystem, SystemSpec } from '@hkmem/backend';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import { ActivityArrays } from './activity-arrays.ts';
import { type EnergyParts, energiesOf } from './energies.ts';
import { type Meeting, Oscillators } from './oscillators.ts';
import type { ParameterStore } from './parameter-store.ts';
import { ThresholdUnits } from './threshold-units.ts';
import type { WasmState } from './wasm-state.ts';
import { WeightGradient } from './weight-gradient.ts';

/**
 * The field of a system, its reverse pass and its energies, as phases of launches: threshold units and oscillators side
 * by side, and what one adds to the other at the end.
 */
export class FieldPhases {
  readonly #launcher: Launcher;
  readonly #spec: SystemSpec;
  readonly #resolved: ResolvedSystem;
  readonly #store: ParameterStore;
  readonly #arrays: ActivityArrays;
  readonly #units: ThresholdUnits | undefined;
  readonly #weights: WeightGradient | undefined;
  readonly #oscillators: Oscillators | undefined;
  readonly #parts: EnergyParts;

  constructor(region: Region, launcher: Launcher, spec: SystemSpec, resolved: ResolvedSystem, store: ParameterStore) {
    this.#launcher = launcher;
    this.#spec = spec;
    this.#resolved = resolved;
    this.#store = store;
    this.#arrays = new ActivityArrays(region, spec.neurons);
    const { threshold } = spec;
    if (threshold !== undefined) {
      this.#units = new ThresholdUnits(region, launcher, { ...spec, threshold }, resolved, store);
      this.#weights = new WeightGradient(region, launcher, this.#units, store);
    }
    if (spec.oscillators !== undefined) {
      this.#oscillators = new Oscillators(region, launcher, spec, resolved, store, this.#weights);
    }
    this.#parts = {
      region,
      launcher,
      arrays: this.#arrays,
      units: this.#units,
      oscillators: this.#oscillators,
      kappaK: spec.coupling?.kappaK,
    };
  }

  /** out = f(state). */
  field(state: WasmState, out: WasmState): void {
    const [units, launcher] = [this.#units, this.#launcher];
    this.#prepare(state);
    if (units !== undefined) launcher.run(...units.activity(state, this.#arrays.g, out.x));
    const silent = units?.silence(this.#arrays.g, state.tiles);
    const [first, second] = units?.product(this.#arrays.g, out.x, state.tiles, true, silent) ?? [[], []];
    const pairs = this.#oscillators === undefined ? [] : [this.#oscillators.field(state, out, this.#meeting())];
    launcher.run(...pairs, ...first);
    if (second.length > 0) launcher.run(...second);
    if (this.#spec.coupling !== undefined) launcher.run(this.#addPull(out, this.#resolved.pullScale));
  }

  /** out = J(state)^T cotangent; adds to the gradients of what is trainable. */
  vjp(state: WasmState, cotangent: WasmState, out: WasmState): void {
    const [units, oscillators, arrays, launcher] = [this.#units, this.#oscillators, this.#arrays, this.#launcher];
    this.#prepare(state);
    if (units !== undefined) launcher.run(...units.activity(state, arrays.g, 0));
    const silent = units?.silence(cotangent.x, state.tiles);
    const [first, second] = units?.product(cotangent.x, arrays.product, state.tiles, false, silent) ?? [[], []];
    const pairs =
      oscillators === undefined ? [] : [oscillators.vjp(state, cotangent, out, this.#meeting(), arrays.inverses)];
    launcher.run(...pairs, ...first, ...this.#biasVjp(cotangent));
    if (second.length > 0) launcher.run(...second);
    const rotation = oscillators?.rotationVjp(state, cotangent, arrays.inverses) ?? [];
    const rows = { g: arrays.g, dg: arrays.product, pull: this.#meeting().pull };
    const [reverse, sums] = units?.activityVjp(state, cotangent, out, rows) ?? [[], []];
    launcher.run(...reverse, ...rotation);
    if (sums.length > 0) launcher.run(...sums);
    if (this.#weights?.wanted) {
      this.#weights.add(cotangent.x, arrays.g, state.tiles, { u: silent!, g: units!.silence(arrays.g, state.tiles) });
    }
  }

  /** Activities of a state, and room for their cotangents, [T][N][4] each; they last until the next operation. */
  activities(state: WasmState): { readonly g: number; readonly dg: number } {
    this.#arrays.reserve(state.tiles);
    const { g, product: dg } = this.#arrays;
    this.#launcher.run(...this.#units!.activity(state, g, 0));
    return { g, dg };
  }

  /** Pulls the cotangents in `activities` back to those of x, which hold 0; adds to gradients of Lagrangians' parameters. */
  pullBackActivities(state: WasmState, cotangent: WasmState): void {
    const { g, product: dg } = this.#arrays;
    const groups = this.#units!.activityVjp(state, cotangent, cotangent, { g, dg, pull: 0 });
    for (const launches of groups) if (launches.length > 0) this.#launcher.run(...launches);
  }

  energies(state: WasmState): EnergyTerms {
    this.#prepare(state);
    return energiesOf(this.#parts, state);
  }

  /** Turns what reverse passes logged and summed into gradients of parameters; before any parameter changes. */
  finishGradients(): void {
    this.#oscillators?.finish();
    this.#weights?.finish();
    this.#units?.finish();
  }

  /** Forgets what reverse passes logged and summed. */
  forgetSums(): void {
    this.#oscillators?.reset();
    this.#weights?.reset();
    this.#units?.reset();
  }

  /** Room for a batch, and packed forms of parameters that have changed. */
  #prepare(state: WasmState): void {
    this.#arrays.reserve(state.tiles);
    const launches = [...(this.#units?.pack() ?? []), ...(this.#oscillators?.pack() ?? [])];
    for (const launch of launches) this.#launcher.run(launch);
  }

  #meeting(): Meeting {
    return this.#spec.coupling === undefined ? { g: 0, pull: 0 } : { g: this.#arrays.g, pull: this.#arrays.pull };
  }

  #addPull(out: WasmState, scale: number): Launch {
    const items = out.tiles * this.#spec.neurons;
    return {
      kernel: 'addPull',
      items,
      grain: 4096,
      block: { rate: out.x, pull: this.#arrays.pull },
      floats: { scale },
    };
  }

  #biasVjp(cotangent: WasmState): readonly Launch[] {
    const gradient = this.#store.gradientPointer('hopfield.bias');
    if (gradient === 0) return [];
    const { neurons } = this.#spec;
    const block = { source: cotangent.x, target: gradient, size: neurons, tiles: cotangent.tiles };
    return [{ kernel: 'sumBatch', items: neurons, grain: 256, block }];
  }
}
