import { checkSystemSpec } from '../contract/check-system-spec.ts';
import type { EnergyTerms, Engine } from '../contract/engine.ts';
import { checkLoss, type LossTerm } from '../contract/loss.ts';
import type { MomentName, OptimiserRule } from '../contract/optimiser.ts';
import { type HostArray, shapeOf } from '../contract/parameters.ts';
import { checkReading, type Reading } from '../contract/readout.ts';
import type { HostState, StateVector, TensorState, Term } from '../contract/state.ts';
import type { StepClock, StepRule } from '../contract/step-clock.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import type { Tensor } from '../contract/tensor.ts';
import { DisposedError, ValueError } from '../errors.ts';
import { checkMoment, checkOptimiserRule, checkStepRule, checkStored, checkTolerances } from './check-numbers.ts';
import { checkTensor } from './check-tensor.ts';
import { CheckedClock, innerTerms } from './checked-clock.ts';
import { checkedSamples, type SampleMethods } from './checked-samples.ts';
import { CheckedState, checkBatches, checkDistinct } from './checked-state.ts';

/**
 * An engine behind all checks of the contract; every backend's `createEngine` returns one. `make` is called with a
 * specification that holds together, and its engine only ever sees its own live states, of fitting batch sizes, and
 * finite numbers. States of the returned engine are not those of the engine inside.
 * @throws {ValueError | UnknownNameError | ShapeError} if the specification does not hold together.
 */
export function checkedEngine(spec: SystemSpec, make: (spec: SystemSpec) => Engine): Engine {
  checkSystemSpec(spec);
  return new CheckedEngine(make(spec));
}

class CheckedEngine implements Engine {
  readonly backend: string;
  readonly spec: SystemSpec;
  readonly precision: Engine['precision'];
  readonly threads: number;
  readonly readCost: Engine['readCost'];
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly createStepClock?: (rule: StepRule) => StepClock;
  readonly combineSamples?: SampleMethods['combineSamples'];
  readonly copySamples?: SampleMethods['copySamples'];
  readonly #engine: Engine;
  #trainable: ReadonlySet<string> = new Set();
  #disposed = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.backend = engine.backend;
    this.spec = engine.spec;
    this.precision = engine.precision;
    this.threads = engine.threads;
    this.readCost = engine.readCost;
    this.shapes = engine.shapes;
    const { combineSamples, copySamples } = engine;
    if (combineSamples !== undefined && copySamples !== undefined) {
      const methods = { combineSamples: combineSamples.bind(engine), copySamples: copySamples.bind(engine) };
      Object.assign(
        this,
        checkedSamples(this, methods, () => this.#check()),
      );
    }
    if (engine.createStepClock === undefined) return;
    this.createStepClock = (rule) => {
      this.#check();
      checkStepRule(rule);
      return new CheckedClock(this, engine.createStepClock!(rule));
    };
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  writeParameter(path: string, values: ArrayLike<number>): void {
    checkStored(`parameter '${path}'`, values, this.#shape(path), this.precision);
    this.#engine.writeParameter(path, values);
  }

  async readParameter(path: string): Promise<HostArray> {
    this.#shape(path);
    return this.#engine.readParameter(path);
  }

  writeParameterTensor(path: string, tensor: Tensor): void {
    checkTensor(`parameter '${path}'`, tensor, this.#shape(path), this.readCost === 'free');
    this.#engine.writeParameterTensor(path, tensor);
  }

  setTrainable(paths: readonly string[]): void {
    this.#check();
    for (const path of paths) this.#shape(path);
    this.#trainable = new Set(paths);
    this.#engine.setTrainable([...this.#trainable]);
  }

  zeroGradients(): void {
    this.#check();
    this.#engine.zeroGradients();
  }

  async readGradient(path: string): Promise<HostArray> {
    this.#checkTrainable(path);
    return this.#engine.readGradient(path);
  }

  gradientTensor(path: string): Tensor {
    this.#checkTrainable(path);
    return this.#engine.gradientTensor(path);
  }

  optimise(path: string, rule: OptimiserRule): void {
    this.#checkTrainable(path);
    checkOptimiserRule(rule);
    this.#engine.optimise(path, rule);
  }

  async readMoment(path: string, moment: MomentName): Promise<HostArray> {
    this.#shape(path);
    checkMoment(moment);
    return this.#engine.readMoment(path, moment);
  }

  writeMoment(path: string, moment: MomentName, values: ArrayLike<number>): void {
    const shape = this.#shape(path);
    checkMoment(moment);
    checkStored(`running mean '${moment}' of '${path}'`, values, shape, this.precision);
    this.#engine.writeMoment(path, moment, values);
  }

  createState(batch: number): StateVector {
    this.#check();
    if (!Number.isInteger(batch) || batch < 1) throw new ValueError('batch B', batch, 'a whole number from 1');
    return new CheckedState(this, this.#engine.createState(batch));
  }

  writeState(state: StateVector, host: HostState): void {
    const inner = this.#inner(state);
    for (const part of ['x', 's'] as const) {
      const values = host[part];
      if (values !== undefined) checkStored(part, values, this.#stateShape(part, state.batch), this.precision);
    }
    this.#engine.writeState(inner, host);
  }

  async readState(state: StateVector): Promise<HostState> {
    return this.#engine.readState(this.#inner(state));
  }

  writeStateTensors(state: StateVector, tensors: TensorState): void {
    const inner = this.#inner(state);
    for (const part of ['x', 's'] as const) {
      const tensor = tensors[part];
      if (tensor !== undefined) {
        checkTensor(part, tensor, this.#stateShape(part, state.batch), this.readCost === 'free');
      }
    }
    this.#engine.writeStateTensors(inner, tensors);
  }

  readStateTensors(state: StateVector): TensorState {
    return this.#engine.readStateTensors(this.#inner(state));
  }

  field(state: StateVector, out: StateVector): void {
    const [from, to] = [this.#inner(state), this.#inner(out)];
    checkBatches(state, [out]);
    checkDistinct('out', out, [state]);
    this.#engine.field(from, to);
  }

  vjp(state: StateVector, cotangent: StateVector, out: StateVector): void {
    const [from, by, to] = [this.#inner(state), this.#inner(cotangent), this.#inner(out)];
    checkBatches(state, [cotangent, out]);
    checkDistinct('out', out, [state, cotangent]);
    this.#engine.vjp(from, by, to);
  }

  combine(out: StateVector, terms: readonly Term[]): void {
    const to = this.#inner(out);
    const inner = innerTerms(terms, this);
    checkBatches(
      out,
      terms.map(([, state]) => state),
    );
    this.#engine.combine(to, inner);
  }

  async errorNorms(
    before: StateVector,
    after: StateVector,
    error: readonly Term[],
    rtol: number,
    atol: number,
  ): Promise<Float64Array> {
    const [from, to] = [this.#inner(before), this.#inner(after)];
    const inner = innerTerms(error, this);
    checkBatches(before, [after, ...error.map(([, state]) => state)]);
    checkTolerances(rtol, atol);
    return this.#engine.errorNorms(from, to, inner, rtol, atol);
  }

  async norms(state: StateVector): Promise<Float64Array> {
    return this.#engine.norms(this.#inner(state));
  }

  normalise(state: StateVector): void {
    this.#engine.normalise(this.#inner(state));
  }

  normaliseVjp(state: StateVector, cotangent: StateVector): void {
    const [from, by] = [this.#inner(state), this.#inner(cotangent)];
    checkBatches(state, [cotangent]);
    checkDistinct('cotangent', cotangent, [state]);
    this.#engine.normaliseVjp(from, by);
  }

  broadcastStart(state: StateVector): void {
    const to = this.#inner(state);
    this.#shape('start.s');
    this.#engine.broadcastStart(to);
  }

  startVjp(cotangent: StateVector): void {
    const by = this.#inner(cotangent);
    this.#checkTrainable('start.s');
    this.#engine.startVjp(by);
  }

  async energies(state: StateVector): Promise<EnergyTerms> {
    return this.#engine.energies(this.#inner(state));
  }

  async readout(state: StateVector, readout: Reading): Promise<HostArray> {
    const from = this.#inner(state);
    checkReading(this.spec, readout);
    return this.#engine.readout(from, readout);
  }

  loss(state: StateVector, terms: readonly LossTerm[], cotangent: StateVector): Promise<number> {
    try {
      const [from, to] = [this.#inner(state), this.#inner(cotangent)];
      checkBatches(state, [cotangent]);
      checkDistinct('cotangent', cotangent, [state]);
      checkLoss(this.spec, terms, state.batch);
      // The engine's own promise: it says itself what becomes of a failure that nobody waits for.
      return this.#engine.loss(from, terms, to);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#engine.dispose();
  }

  #check(): void {
    if (this.#disposed) throw new DisposedError('engine', 'Create another one.');
  }

  #inner(state: StateVector): StateVector {
    this.#check();
    return CheckedState.inner(state, this);
  }

  #shape(path: string): readonly number[] {
    this.#check();
    return shapeOf(this.shapes, path);
  }

  #stateShape(part: 'x' | 's', batch: number): readonly number[] {
    const { neurons, threshold, oscillators } = this.spec;
    if (part === 'x') return threshold === undefined ? [0] : [batch, neurons];
    return oscillators === undefined ? [0] : [batch, neurons, oscillators.dimension];
  }

  #checkTrainable(path: string): void {
    this.#shape(path);
    if (this.#trainable.has(path)) return;
    const trainable = [...this.#trainable].join(', ') || 'none';
    throw new ValueError('gradient', path, `a trainable parameter (${trainable})`, 'Name it in setTrainable.');
  }
}
