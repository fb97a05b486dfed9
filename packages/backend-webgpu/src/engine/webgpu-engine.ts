import type { Tensor } from '@hkmem/backend';
import {
  type EnergyTerms,
  type Engine,
  type HostArray,
  type HostState,
  type LossTerm,
  type MomentName,
  type OptimiserRule,
  type Reading,
  type StateVector,
  type StepClock,
  type StepRule,
  type SystemSpec,
  type TensorState,
  type Term,
  ValueError,
} from '@hkmem/backend';
import type { Device } from '../device/device.ts';
import { broadcastStartKernel, normaliseKernel, normaliseReverseKernel } from '../kernels/sphere.ts';
import { Combiner } from './combiner.ts';
import { EngineContext } from './context.ts';
import { GradientStore } from './gradients.ts';
import { LayerLagrangians } from './layer-lagrangians.ts';
import { SystemLayout } from './layout.ts';
import { Measures } from './measures.ts';
import { ParameterStore } from './parameters.ts';
import { Passes } from './passes.ts';
import { Readouts } from './readouts.ts';
import { StatePool, type WebgpuState, webgpuState } from './state.ts';
import { WebgpuStepClock } from './step-clock.ts';
import { Transfers } from './transfers.ts';

/** Rotations of 64 lanes, two vectors each, fill the 16 KiB of workgroup memory that every device has. */
const largestDimension = 32;

/** The contract on a device, inside `checkedEngine`: every method but reads only adds commands. */
export class WebgpuEngine implements Engine {
  readonly backend = 'webgpu';
  readonly precision = 'float32';
  readonly readCost = 'waits';
  readonly threads = 1;
  readonly spec: SystemSpec;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly #context: EngineContext;
  readonly #parameters: ParameterStore;
  readonly #gradients: GradientStore;
  readonly #passes: Passes;
  readonly #states: StatePool;
  readonly #combiner: Combiner;
  readonly #measures: Measures;
  readonly #transfers: Transfers;
  readonly #readouts: Readouts;
  #disposed = false;

  /** @throws {ValueError | DeviceError} if the system does not fit. */
  constructor(spec: SystemSpec, device: Device, subgroups: boolean = device.limits.subgroups) {
    const D = spec.oscillators?.dimension ?? 0;
    if (D > largestDimension) {
      throw new ValueError('dimension D', D, `at most ${largestDimension} on webgpu`, 'Use the wasm or cpu backend.');
    }
    const layout = new SystemLayout(spec);
    const context = new EngineContext(device, layout, subgroups);
    this.spec = spec;
    this.shapes = layout.shapes;
    this.#context = context;
    this.#parameters = new ParameterStore(context);
    const layers = new LayerLagrangians(context, this.#parameters);
    this.#gradients = new GradientStore(context, this.#parameters, layers);
    this.#passes = new Passes(context, this.#parameters, this.#gradients, layers);
    this.#states = new StatePool(device, layout);
    this.#combiner = new Combiner(context);
    const [parameters, passes, combiner, states] = [this.#parameters, this.#passes, this.#combiner, this.#states];
    this.#measures = new Measures(context, { parameters, passes, combiner, states });
    this.#transfers = new Transfers(context);
    this.#readouts = new Readouts(context, this.#passes);
  }

  writeParameter(path: string, values: ArrayLike<number>): void {
    this.#gradients.settle();
    this.#parameters.write(path, values);
  }

  readParameter(path: string): Promise<HostArray> {
    return this.#parameters.read(path);
  }

  writeParameterTensor(path: string, tensor: Tensor): void {
    this.#gradients.settle();
    this.#parameters.writeTensor(path, tensor);
  }

  setTrainable(paths: readonly string[]): void {
    this.#gradients.setTrainable(paths);
  }

  zeroGradients(): void {
    this.#gradients.zero();
  }

  async readGradient(path: string): Promise<HostArray> {
    this.#gradients.settle();
    const { layout, device } = this.#context;
    return new Float32Array(await device.read(this.#gradients.buffer, layout.offset(path), layout.size(path)));
  }

  gradientTensor(path: string): Tensor {
    this.#gradients.settle();
    const { layout, device } = this.#context;
    return device.tensorOf(this.#gradients.buffer, layout.offset(path), layout.shapes.get(path)!);
  }

  optimise(path: string, rule: OptimiserRule): void {
    this.#gradients.settle();
    this.#parameters.optimise(path, rule, this.#gradients.buffer);
  }

  readMoment(path: string, moment: MomentName): Promise<HostArray> {
    return this.#parameters.readMoment(path, moment);
  }

  writeMoment(path: string, moment: MomentName, values: ArrayLike<number>): void {
    this.#parameters.writeMoment(path, moment, values);
  }

  createState(batch: number): StateVector {
    return this.#states.create(batch);
  }

  writeState(state: StateVector, host: HostState): void {
    this.#transfers.write(this.#own(state), host);
  }

  async readState(state: StateVector): Promise<HostState> {
    return this.#transfers.read(this.#own(state));
  }

  writeStateTensors(state: StateVector, tensors: TensorState): void {
    this.#transfers.writeTensors(this.#own(state), tensors);
  }

  readStateTensors(state: StateVector): TensorState {
    return this.#transfers.readTensors(this.#own(state));
  }

  field(state: StateVector, out: StateVector): void {
    this.#passes.field(this.#own(state).buffer, this.#own(out).buffer, state.batch);
  }

  vjp(state: StateVector, cotangent: StateVector, out: StateVector): void {
    const [from, by, to] = [this.#own(state), this.#own(cotangent), this.#own(out)];
    this.#passes.reverse(from.buffer, by.buffer, to.buffer, state.batch);
  }

  combine(out: StateVector, terms: readonly Term[]): void {
    this.#combiner.combine(this.#own(out), terms);
  }

  async errorNorms(
    before: StateVector,
    after: StateVector,
    error: readonly Term[],
    rtol: number,
    atol: number,
  ): Promise<Float64Array> {
    return this.#measures.errorNorms(this.#own(before), this.#own(after), error, rtol, atol);
  }

  async norms(state: StateVector): Promise<Float64Array> {
    return this.#measures.norms(this.#own(state));
  }

  createStepClock(rule: StepRule): StepClock {
    const [context, measures, states] = [this.#context, this.#measures, this.#states];
    return new WebgpuStepClock(context, { measures, states }, rule);
  }

  normalise(state: StateVector): void {
    const { D } = this.#context.layout;
    if (D === 0) return;
    const kernel = this.#context.kernel('normalise', () => normaliseKernel(D));
    this.#perNeuron(kernel, [this.#own(state)], state.batch);
  }

  normaliseVjp(state: StateVector, cotangent: StateVector): void {
    const { D } = this.#context.layout;
    if (D === 0) return;
    const kernel = this.#context.kernel('normaliseReverse', () => normaliseReverseKernel(D));
    this.#perNeuron(kernel, [this.#own(state), this.#own(cotangent)], state.batch);
  }

  broadcastStart(state: StateVector): void {
    const { layout } = this.#context;
    const kernel = this.#context.kernel('broadcastStart', () => broadcastStartKernel(layout.D));
    const count = layout.N * state.batch;
    const cost = { flops: 4 * layout.D * count, words: layout.D * count };
    const buffers = [this.#parameters.values, this.#own(state).buffer];
    this.#context.runFlat(kernel, buffers, state.batch, {}, count, cost);
  }

  startVjp(cotangent: StateVector): void {
    this.#gradients.accumulateStart(this.#own(cotangent).buffer, cotangent.batch);
  }

  async energies(state: StateVector): Promise<EnergyTerms> {
    return this.#measures.energies(this.#own(state).buffer, state.batch);
  }

  async readout(state: StateVector, readout: Reading): Promise<HostArray> {
    return this.#readouts.outputs(this.#own(state), readout);
  }

  loss(state: StateVector, terms: readonly LossTerm[], cotangent: StateVector): Promise<number> {
    const loss = this.#loss(state, terms, cotangent);
    // Who does not wait for the loss learns of a failed device at the next read.
    loss.catch(() => undefined);
    return loss;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#states.dispose();
    this.#gradients.dispose();
    this.#parameters.dispose();
    this.#context.dispose();
  }

  async #loss(state: StateVector, terms: readonly LossTerm[], cotangent: StateVector): Promise<number> {
    return this.#readouts.loss(this.#own(state), terms, this.#own(cotangent));
  }

  #perNeuron(kernel: Parameters<EngineContext['run']>[0], states: readonly WebgpuState[], batch: number): void {
    const { layout } = this.#context;
    const count = layout.N * batch;
    const buffers = states.map((state) => state.buffer);
    const cost = { flops: 6 * layout.D * count * states.length, words: 2 * layout.D * count * states.length };
    this.#context.runFlat(kernel, buffers, batch, {}, count, cost);
  }

  #own(state: StateVector): WebgpuState {
    return webgpuState(state);
  }
}
