import {
  type EnergyTerms,
  type Engine,
  type HostState,
  type LossTerm,
  type MomentName,
  type OptimiserRule,
  type Reading,
  resolveReading,
  resolveSystem,
  type SamplePlace,
  type StateVector,
  type SystemSpec,
  type Tensor,
  type TensorState,
  type Term,
} from '@hkmem/backend';
import type { Launcher } from '../launch/launcher.ts';
import { type Heap, Region } from '../memory/heap.ts';
import { FieldPhases } from './field-phases.ts';
import { HostTransfer, tensorOf, tensorValues } from './host-transfer.ts';
import { Losses } from './losses.ts';
import { optimiserLaunch } from './optimiser.ts';
import { ParameterStore } from './parameter-store.ts';
import { StartState } from './start-state.ts';
import {
  combineLaunch,
  combineSamples,
  copySamples,
  errorNorms,
  type Place,
  rootMeanSquares,
} from './state-arithmetic.ts';
import { type StateSizes, WasmState, wasmState } from './wasm-state.ts';

/** The contract over WASM-SIMD kernels, inside `checkedEngine`: float32, batch in lanes, one thread or a pool of workers. */
export class WasmEngine implements Engine {
  readonly backend = 'wasm';
  readonly precision = 'float32';
  readonly readCost = 'free';
  readonly threads: number;
  readonly spec: SystemSpec;
  readonly #place: Place;
  readonly #launcher: Launcher;
  readonly #region: Region;
  readonly #store: ParameterStore;
  readonly #sizes: StateSizes;
  readonly #transfer: HostTransfer;
  readonly #phases: FieldPhases;
  readonly #losses: Losses;
  readonly #start: StartState | undefined;

  constructor(heap: Heap, launcher: Launcher, spec: SystemSpec) {
    this.spec = spec;
    this.threads = launcher.threads;
    this.#launcher = launcher;
    this.#region = new Region(heap);
    const { neurons, threshold, oscillators } = spec;
    this.#sizes = { perX: threshold === undefined ? 0 : neurons, perS: neurons * (oscillators?.dimension ?? 0) };
    this.#place = { heap, launcher, sizes: this.#sizes };
    this.#store = new ParameterStore(this.#region, spec);
    this.#transfer = new HostTransfer(heap, launcher);
    this.#phases = new FieldPhases(this.#region, launcher, spec, resolveSystem(spec), this.#store);
    this.#losses = new Losses(heap, this.#phases, { neurons, dimension: oscillators?.dimension ?? 0 });
    if (oscillators?.learnedStart) this.#start = new StartState(this.#region, launcher, spec, this.#store);
  }

  get shapes(): ReadonlyMap<string, readonly number[]> {
    return this.#store.shapes;
  }

  writeParameter(path: string, values: ArrayLike<number>): void {
    this.#phases.finishGradients();
    this.#store.write(path, values);
  }

  async readParameter(path: string): Promise<Float32Array> {
    return this.#store.view(path).slice();
  }

  writeParameterTensor(path: string, tensor: Tensor): void {
    this.writeParameter(path, tensorValues(tensor));
  }

  setTrainable(paths: readonly string[]): void {
    this.#phases.forgetSums();
    this.#store.setTrainable(paths);
  }

  zeroGradients(): void {
    this.#phases.forgetSums();
    this.#store.zeroGradients();
  }

  async readGradient(path: string): Promise<Float32Array> {
    return this.#gradient(path).slice();
  }

  gradientTensor(path: string): Tensor {
    return tensorOf(this.#gradient(path).slice(), this.shapes.get(path)!);
  }

  #gradient(path: string): Float32Array<ArrayBufferLike> {
    this.#phases.finishGradients();
    return this.#store.gradient(path);
  }

  optimise(path: string, rule: OptimiserRule): void {
    this.#gradient(path);
    this.#launcher.run(optimiserLaunch(this.#store, path, rule));
    this.#store.markChanged(path);
  }

  async readMoment(path: string, moment: MomentName): Promise<Float32Array> {
    return this.#store.moment(path, moment).slice();
  }

  writeMoment(path: string, moment: MomentName, values: ArrayLike<number>): void {
    this.#store.writeMoment(path, moment, values);
  }

  createState(batch: number): WasmState {
    return new WasmState(this.#region, batch, this.#sizes);
  }

  writeState(state: StateVector, host: HostState): void {
    const to = this.#state(state);
    const { perX, perS } = this.#sizes;
    if (host.x !== undefined) this.#transfer.write(to.x, to.batch, perX, host.x);
    if (host.s !== undefined) this.#transfer.write(to.s, to.batch, perS, host.s);
  }

  async readState(state: StateVector): Promise<HostState> {
    return this.#read(state);
  }

  #read(state: StateVector): { x?: Float32Array; s?: Float32Array } {
    const { x, s, batch } = this.#state(state);
    const { perX, perS } = this.#sizes;
    return {
      ...(perX > 0 ? { x: this.#transfer.read(x, batch, perX) } : {}),
      ...(perS > 0 ? { s: this.#transfer.read(s, batch, perS) } : {}),
    };
  }

  writeStateTensors(state: StateVector, { x, s }: TensorState): void {
    this.writeState(state, {
      ...(x === undefined ? {} : { x: tensorValues(x) }),
      ...(s === undefined ? {} : { s: tensorValues(s) }),
    });
  }

  readStateTensors(state: StateVector): TensorState {
    const { x, s } = this.#read(state);
    const { neurons, oscillators } = this.spec;
    const onS = [state.batch, neurons, oscillators?.dimension ?? 0];
    return { ...(x ? { x: tensorOf(x, [state.batch, neurons]) } : {}), ...(s ? { s: tensorOf(s, onS) } : {}) };
  }

  field(state: StateVector, out: StateVector): void {
    this.#phases.field(this.#state(state), this.#state(out));
  }

  vjp(state: StateVector, cotangent: StateVector, out: StateVector): void {
    this.#phases.vjp(this.#state(state), this.#state(cotangent), this.#state(out));
  }

  combine(out: StateVector, terms: readonly Term[]): void {
    this.#launcher.run(combineLaunch(this.#state(out), terms));
  }

  async errorNorms(
    before: StateVector,
    after: StateVector,
    error: readonly Term[],
    rtol: number,
    atol: number,
  ): Promise<Float64Array> {
    return errorNorms(this.#place, this.#state(before), this.#state(after), error, { rtol, atol });
  }

  combineSamples(out: StateVector, base: StateVector, sizes: ArrayLike<number>, terms: readonly Term[]): void {
    combineSamples(this.#place, this.#state(out), this.#state(base), sizes, terms);
  }

  copySamples(to: StateVector, from: StateVector, places: readonly SamplePlace[]): void {
    copySamples(this.#place, this.#state(to), this.#state(from), places);
  }

  async norms(state: StateVector): Promise<Float64Array> {
    return rootMeanSquares(this.#place, this.#state(state));
  }

  normalise(state: StateVector): void {
    const { s, tiles } = this.#state(state);
    if (this.spec.oscillators === undefined) return;
    const { neurons } = this.spec;
    const { dimension } = this.spec.oscillators;
    this.#launcher.run({ kernel: 'normalise', items: tiles, grain: 1, block: { s, neurons, dimension } });
  }

  normaliseVjp(state: StateVector, cotangent: StateVector): void {
    const [from, by] = [this.#state(state), this.#state(cotangent)];
    if (this.spec.oscillators === undefined) return;
    const { neurons } = this.spec;
    const block = { s: from.s, v: by.s, neurons, dimension: this.spec.oscillators.dimension };
    this.#launcher.run({ kernel: 'normaliseVjp', items: from.tiles, grain: 1, block });
  }

  broadcastStart(state: StateVector): void {
    this.#start!.broadcast(this.#state(state));
  }

  startVjp(cotangent: StateVector): void {
    this.#start!.vjp(this.#state(cotangent));
  }

  async energies(state: StateVector): Promise<EnergyTerms> {
    return this.#phases.energies(this.#state(state));
  }

  async readout(state: StateVector, readout: Reading): Promise<Float32Array> {
    return this.#losses.outputs(this.#state(state), resolveReading(this.spec.neurons, readout));
  }

  async loss(state: StateVector, terms: readonly LossTerm[], cotangent: StateVector): Promise<number> {
    return this.#losses.loss(this.#state(state), terms, this.#state(cotangent));
  }

  dispose(): void {
    this.#region.dispose();
  }

  #state(state: StateVector): WasmState {
    return wasmState(state);
  }
}
