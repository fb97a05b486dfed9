import {
  checkBatches,
  checkLabels,
  checkReadout,
  checkSystemSpec,
  checkTerms,
  checkValues,
  type EnergyTerms,
  type Engine,
  type HostState,
  type MomentName,
  type OptimiserRule,
  type Readout,
  type StateVector,
  type SystemSpec,
  shapeOf,
  type TensorState,
  type Term,
} from '@hkmem/backend';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Launch, Launcher } from '../launch/launcher.ts';
import { type Heap, Region } from '../memory/heap.ts';
import { ActivityArrays } from './activity-arrays.ts';
import { energiesOf } from './energies.ts';
import { HostTransfer, tensorOf, tensorValues } from './host-transfer.ts';
import { optimiserLaunch } from './optimiser.ts';
import { type Meeting, Oscillators } from './oscillators.ts';
import { ParameterStore } from './parameter-store.ts';
import { outputsOf, squaredErrorOf } from './readouts.ts';
import { StartState } from './start-state.ts';
import { combineLaunch, rootMeanSquares } from './state-arithmetic.ts';
import { ThresholdUnits } from './threshold-units.ts';
import { type StateSizes, WasmState, wasmState } from './wasm-state.ts';
import { WeightGradient } from './weight-gradient.ts';

/** The contract over WASM-SIMD kernels: float32, batch in lanes, one thread or a pool of workers. */
export class WasmEngine implements Engine {
  readonly backend = 'wasm';
  readonly precision = 'float32';
  readonly threads: number;
  readonly spec: SystemSpec;
  readonly #heap: Heap;
  readonly #launcher: Launcher;
  readonly #region: Region;
  readonly #store: ParameterStore;
  readonly #sizes: StateSizes;
  readonly #transfer: HostTransfer;
  readonly #arrays: ActivityArrays;
  readonly #units: ThresholdUnits | undefined;
  readonly #weights: WeightGradient | undefined;
  readonly #oscillators: Oscillators | undefined;
  readonly #start: StartState | undefined;

  constructor(heap: Heap, launcher: Launcher, spec: SystemSpec) {
    checkSystemSpec(spec);
    this.spec = spec;
    this.threads = launcher.threads;
    this.#heap = heap;
    this.#launcher = launcher;
    this.#region = new Region(heap);
    const { neurons, threshold, oscillators } = spec;
    this.#sizes = { perX: threshold === undefined ? 0 : neurons, perS: neurons * (oscillators?.dimension ?? 0) };
    this.#store = new ParameterStore(this.#region, spec);
    this.#transfer = new HostTransfer(heap, launcher);
    this.#arrays = new ActivityArrays(this.#region, neurons);
    if (threshold !== undefined) {
      this.#units = new ThresholdUnits(this.#region, spec, threshold, this.#store);
      this.#weights = new WeightGradient(this.#region, launcher, this.#units, this.#store);
    }
    if (oscillators !== undefined) {
      this.#oscillators = new Oscillators(this.#region, launcher, spec, this.#store, this.#weights);
    }
    if (oscillators?.learnedStart) this.#start = new StartState(this.#region, launcher, spec, this.#store);
  }

  get shapes(): ReadonlyMap<string, readonly number[]> {
    return this.#store.shapes;
  }

  writeParameter(path: string, values: ArrayLike<number>): void {
    this.#store.check(path, values);
    this.#finishGradients();
    this.#store.write(path, values);
  }

  async readParameter(path: string): Promise<Float32Array> {
    shapeOf(this.shapes, path);
    return this.#store.view(path).slice();
  }

  writeParameterTensor(path: string, tensor: Tensor): void {
    this.writeParameter(path, tensorValues(`parameter '${path}'`, tensor, shapeOf(this.shapes, path)));
  }

  setTrainable(paths: readonly string[]): void {
    for (const path of paths) shapeOf(this.shapes, path);
    this.#forgetSums();
    this.#store.setTrainable(paths);
  }

  zeroGradients(): void {
    this.#forgetSums();
    this.#store.zeroGradients();
  }

  async readGradient(path: string): Promise<Float32Array> {
    return this.#gradient(path).slice();
  }

  gradientTensor(path: string): Tensor {
    return tensorOf(this.#gradient(path).slice(), this.shapes.get(path)!);
  }

  #gradient(path: string): Float32Array<ArrayBufferLike> {
    this.#store.gradient(path);
    this.#finishGradients();
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
    if (host.x !== undefined) checkValues('x', host.x, [to.batch * perX]);
    if (host.s !== undefined) checkValues('s', host.s, [to.batch * perS]);
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
    const [onX, onS] = this.#tensorShapes(state.batch);
    this.writeState(state, {
      ...(x === undefined ? {} : { x: tensorValues('x', x, onX) }),
      ...(s === undefined ? {} : { s: tensorValues('s', s, onS) }),
    });
  }

  readStateTensors(state: StateVector): TensorState {
    const { x, s } = this.#read(state);
    const [onX, onS] = this.#tensorShapes(state.batch);
    return { ...(x ? { x: tensorOf(x, onX) } : {}), ...(s ? { s: tensorOf(s, onS) } : {}) };
  }

  #tensorShapes(batch: number): readonly [readonly number[], readonly number[]] {
    const { neurons, oscillators } = this.spec;
    return [
      [batch, neurons],
      [batch, neurons, oscillators?.dimension ?? 0],
    ];
  }

  field(state: StateVector, out: StateVector): void {
    checkBatches(state, [out]);
    const [from, to] = [this.#state(state), this.#state(out)];
    const units = this.#units;
    this.#prepare(from);
    if (units !== undefined) this.#launcher.run(units.activity(from, this.#arrays.g, to.x));
    const [first, second] = units?.product(this.#arrays.g, to.x, from.tiles, true) ?? [[], []];
    const pairs = this.#oscillators === undefined ? [] : [this.#oscillators.field(from, to, this.#meeting())];
    this.#launcher.run(...pairs, ...first);
    if (second.length > 0) this.#launcher.run(...second);
    if (this.spec.coupling !== undefined) this.#launcher.run(this.#addPull(to, 1 / this.spec.coupling.kappaH));
  }

  vjp(state: StateVector, cotangent: StateVector, out: StateVector): void {
    checkBatches(state, [cotangent, out]);
    checkBatches(cotangent, [out]);
    const [from, by, to] = [this.#state(state), this.#state(cotangent), this.#state(out)];
    const [units, oscillators, arrays] = [this.#units, this.#oscillators, this.#arrays];
    this.#prepare(from);
    if (units !== undefined) this.#launcher.run(units.activity(from, arrays.g, 0));
    const [first, second] = units?.product(by.x, arrays.product, from.tiles, false) ?? [[], []];
    const pairs = oscillators === undefined ? [] : [oscillators.vjp(from, by, to, this.#meeting(), arrays.inverses)];
    this.#launcher.run(...pairs, ...first, ...this.#biasVjp(by));
    if (second.length > 0) this.#launcher.run(...second);
    const rotation = oscillators?.rotationVjp(from, by, arrays.inverses) ?? [];
    this.#launcher.run(...(units === undefined ? [] : [this.#activityVjp(units, from, by, to)]), ...rotation);
    if (this.#weights?.wanted) this.#weights.add(by.x, arrays.g, from.tiles);
  }

  combine(out: StateVector, terms: readonly Term[]): void {
    checkTerms(out, terms);
    this.#launcher.run(combineLaunch(this.#region, this.#state(out), terms));
  }

  async errorNorms(
    before: StateVector,
    after: StateVector,
    error: readonly Term[],
    rtol: number,
    atol: number,
  ): Promise<Float64Array> {
    checkTerms(before, [[1, after], ...error.slice(1)]);
    checkTerms(before, error);
    const [from, to] = [this.#state(before), this.#state(after)];
    const sum = this.createState(from.batch);
    try {
      this.combine(sum, error);
      return rootMeanSquares(this.#heap, this.#launcher, this.#sizes, from, { after: to, sum, rtol, atol });
    } finally {
      sum.dispose();
    }
  }

  async norms(state: StateVector): Promise<Float64Array> {
    return rootMeanSquares(this.#heap, this.#launcher, this.#sizes, this.#state(state));
  }

  normalise(state: StateVector): void {
    const { s, tiles } = this.#state(state);
    if (this.#oscillators === undefined) return;
    const words = [s, this.spec.neurons, this.spec.oscillators!.dimension];
    this.#launcher.run({ kernel: 'normalise', items: tiles, grain: 1, words });
  }

  normaliseVjp(state: StateVector, cotangent: StateVector): void {
    checkBatches(state, [cotangent]);
    const [from, by] = [this.#state(state), this.#state(cotangent)];
    if (this.#oscillators === undefined) return;
    const words = [from.s, by.s, this.spec.neurons, this.spec.oscillators!.dimension];
    this.#launcher.run({ kernel: 'normaliseVjp', items: from.tiles, grain: 1, words });
  }

  broadcastStart(state: StateVector): void {
    shapeOf(this.shapes, 'start.s');
    this.#start!.broadcast(this.#state(state));
  }

  startVjp(cotangent: StateVector): void {
    this.#store.gradient('start.s');
    this.#start!.vjp(this.#state(cotangent));
  }

  async energies(state: StateVector): Promise<EnergyTerms> {
    const from = this.#state(state);
    this.#prepare(from);
    const coupled = this.spec.coupling !== undefined;
    return energiesOf(
      this.#heap,
      this.#launcher,
      this.#store,
      this.#arrays,
      this.#units,
      this.#oscillators,
      coupled,
      from,
    );
  }

  async readout(state: StateVector, readout: Readout): Promise<Float32Array> {
    checkReadout(this.spec, readout);
    return outputsOf(this.#heap, this.#state(state), this.#readoutSizes(), readout);
  }

  async squaredError(
    state: StateVector,
    readout: Readout,
    labels: ArrayLike<number>,
    cotangent: StateVector,
  ): Promise<number> {
    checkReadout(this.spec, readout);
    checkBatches(state, [cotangent]);
    checkLabels(labels, state.batch, readout.classes);
    const [from, to] = [this.#state(state), this.#state(cotangent)];
    this.#heap.floats(to.x, 4 * to.vectors).fill(0);
    return squaredErrorOf(this.#heap, from, this.#readoutSizes(), readout, labels, to);
  }

  dispose(): void {
    this.#region.dispose();
  }

  #state(state: StateVector): WasmState {
    return wasmState(state, this.#region);
  }

  #readoutSizes(): { neurons: number; dimension: number } {
    return { neurons: this.spec.neurons, dimension: this.spec.oscillators?.dimension ?? 0 };
  }

  /** Room for a batch, and packed forms of parameters that have changed. */
  #prepare(state: WasmState): void {
    this.#arrays.reserve(state.tiles);
    const launches = [...(this.#units?.pack() ?? []), ...(this.#oscillators?.pack() ?? [])];
    for (const launch of launches) this.#launcher.run(launch);
  }

  #meeting(): Meeting {
    return this.spec.coupling === undefined ? { g: 0, pull: 0 } : { g: this.#arrays.g, pull: this.#arrays.pull };
  }

  #addPull(out: WasmState, scale: number): Launch {
    const items = out.tiles * this.spec.neurons;
    return { kernel: 'addPull', items, grain: 4096, words: [out.x, this.#arrays.pull], floats: [scale] };
  }

  #biasVjp(cotangent: WasmState): readonly Launch[] {
    const gradient = this.#store.gradientPointer('hopfield.bias');
    if (gradient === 0) return [];
    const { neurons } = this.spec;
    return [
      { kernel: 'sumBatch', items: neurons, grain: 256, words: [cotangent.x, gradient, neurons, cotangent.tiles] },
    ];
  }

  #activityVjp(units: ThresholdUnits, state: WasmState, cotangent: WasmState, out: WasmState): Launch {
    const { g, product } = this.#arrays;
    const words = [state.x, g, product, this.#meeting().pull, cotangent.x, out.x, units.neurons, units.activation];
    return { kernel: 'activityVjp', items: state.tiles, grain: 1, words };
  }

  /** Turns what was logged and summed into gradients of parameters. */
  #finishGradients(): void {
    this.#oscillators?.finish();
    this.#weights?.finish();
  }

  #forgetSums(): void {
    this.#oscillators?.reset();
    this.#weights?.reset();
  }
}
