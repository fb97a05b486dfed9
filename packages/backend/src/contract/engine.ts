import type { LossTerm } from './loss.ts';
import type { MomentName, OptimiserRule } from './optimiser.ts';
import type { HostArray } from './parameters.ts';
import type { Reading } from './readout.ts';
import type { HostState, SamplePlace, StateVector, TensorState, Term } from './state.ts';
import type { StepClock, StepRule } from './step-clock.ts';
import type { SystemSpec } from './system-spec.ts';
import type { Tensor } from './tensor.ts';

/** Energy terms per sample, [B] each and not yet weighted: E = kappaK kuramoto + kappaH hopfield + coupling. */
export interface EnergyTerms {
  /** E_H, [B]. */
  readonly hopfield?: Float64Array;
  /** E_K, [B]. */
  readonly kuramoto?: Float64Array;
  /** E_HK, [B]. */
  readonly coupling?: Float64Array;
}

/**
 * The compute contract: one system on one backend. Everything but reads is enqueued and returns at once; work is done
 * in call order. Parameters are flat arrays in the order and shapes of `parameterShapes`.
 *
 * What `Backend.createEngine` returns refuses bad input before anything is changed: with ShapeError, ValueError,
 * NonFiniteError or UnknownNameError, by throwing, or where a promise is returned by rejecting. Use of an engine or a
 * state after its disposal is a DisposedError; a device that fails, a DeviceError. These checks are made once for all
 * backends, by `checkedEngine`; an engine inside it may rely on them.
 */
export interface Engine {
  /** Name of the backend it belongs to. */
  readonly backend: string;
  /** The system. */
  readonly spec: SystemSpec;
  /** Of the numbers it stores. */
  readonly precision: 'float64' | 'float32';
  /** Threads that share the work; 1 unless a worker pool serves this engine. */
  readonly threads: number;
  /**
   * What a read costs: `free` where results lie on the host when a call returns; `waits` where the host has to wait for a
   * device, so that reads are better asked for in groups.
   */
  readonly readCost: 'free' | 'waits';
  /** Shape of each parameter by path. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;

  /** Sets a parameter; all start at 0. Entries must be finite in the engine's precision. */
  writeParameter(path: string, values: ArrayLike<number>): void;
  /** A parameter, flat. */
  readParameter(path: string): Promise<HostArray>;
  /** Sets a parameter from a float32 tensor of its shape; without a read-back, and so unlooked at, where reads wait. */
  writeParameterTensor(path: string, tensor: Tensor): void;

  /** The parameters whose gradients `vjp` and `startVjp` accumulate; none at first. Sets those gradients to 0. */
  setTrainable(paths: readonly string[]): void;
  /** Sets the gradients of all trainable parameters to 0. */
  zeroGradients(): void;
  /** The gradient summed since `zeroGradients`, in the parameter's shape. @throws {ValueError} if it is not trainable. */
  readGradient(path: string): Promise<HostArray>;
  /** The same as a tensor, without a read-back; the caller disposes of it. */
  gradientTensor(path: string): Tensor;

  /** One optimiser step with the gradient as it stands; running means start at 0 and are kept by the engine. */
  optimise(path: string, rule: OptimiserRule): void;
  /** A running mean, in the parameter's shape; zeros before the first step. */
  readMoment(path: string, moment: MomentName): Promise<HostArray>;
  /** Sets a running mean, for a training that goes on. */
  writeMoment(path: string, moment: MomentName, values: ArrayLike<number>): void;

  /** A new state of B samples, zeros at first. */
  createState(batch: number): StateVector;
  /** Sets x, s or both, all entries of each; a part that is not given stays. Entries must be finite, as in parameters. */
  writeState(state: StateVector, host: HostState): void;
  /** Entries of a state. */
  readState(state: StateVector): Promise<HostState>;
  /** The same from float32 tensors; without a read-back, and so unlooked at, where reads wait. */
  writeStateTensors(state: StateVector, tensors: TensorState): void;
  /** Entries as tensors, without a read-back; the caller disposes of them. */
  readStateTensors(state: StateVector): TensorState;

  /** out = f(state): dx/dt and ds/dt, with s normalised inside. `out` must differ from `state`. */
  field(state: StateVector, out: StateVector): void;
  /**
   * out = J(state)^T cotangent, J the Jacobian of the field; adds cotangent . df/dtheta, summed over the batch, to the
   * gradient of every trainable parameter. `out` must differ from both.
   */
  vjp(state: StateVector, cotangent: StateVector, out: StateVector): void;
  /** out = sum of terms, 1 to `maximumTerms` of them with finite coefficients; `out` may be one of them. */
  combine(out: StateVector, terms: readonly Term[]): void;
  /**
   * Per sample, the root mean square over all entries of x and s of
   * (sum of error terms) / (atol + rtol max(|before|, |after|)); [B]. Tolerances are finite, from 0, and not both 0.
   */
  errorNorms(
    before: StateVector,
    after: StateVector,
    error: readonly Term[],
    rtol: number,
    atol: number,
  ): Promise<Float64Array>;
  /** Root mean square over all entries of x and s, per sample; [B]. Not finite when a sample has diverged. */
  norms(state: StateVector): Promise<Float64Array>;
  /**
   * out_b = base_b + sizes_b times the sum of terms, for every sample b: a stage where each sample has a step size of its
   * own. `sizes` is [B], finite; terms are 1 to `maximumTerms` - 1; `out` must differ from base and terms. Not there where
   * steps are decided on by a clock.
   */
  combineSamples?(out: StateVector, base: StateVector, sizes: ArrayLike<number>, terms: readonly Term[]): void;
  /**
   * Copies samples, bit for bit; the others of `to` stay. No sample of `to` is named twice; `to` must differ from `from`,
   * which may hold another number of samples. There wherever `combineSamples` is.
   */
  copySamples?(to: StateVector, from: StateVector, places: readonly SamplePlace[]): void;
  /**
   * Adaptive steps that are decided on without waiting; not there where a read costs nothing.
   * @throws {ValueError} if the rule holds a number that is not finite.
   */
  createStepClock?(rule: StepRule): StepClock;

  /** Normalises s per neuron, in place; x stays. */
  normalise(state: StateVector): void;
  /**
   * cotangent = its pull-back through `normalise` at `state` (as it was before normalising), in place. `cotangent` must
   * differ from `state`.
   */
  normaliseVjp(state: StateVector, cotangent: StateVector): void;
  /** Sets s of every sample to `start.s`, normalised per neuron. */
  broadcastStart(state: StateVector): void;
  /** Adds to the gradient of `start.s` the cotangent's s, summed over the batch and pulled back through normalising. */
  startVjp(cotangent: StateVector): void;

  /** E_H, E_K and E_HK of every sample; overlaps are taken of s as it stands, without renormalising. */
  energies(state: StateVector): Promise<EnergyTerms>;
  /** Outputs [B, C] of what is read. */
  readout(state: StateVector, readout: Reading): Promise<HostArray>;
  /**
   * The sum of the parts of a loss, each its weight times the mean over the batch of the sum over outputs; writes its
   * gradient with respect to the state into `cotangent` (all entries), which must differ from it. Where activities are
   * read, what their parameters add is added to the gradients of those that are trainable. The promise need not be awaited
   * before the next call.
   */
  loss(state: StateVector, terms: readonly LossTerm[], cotangent: StateVector): Promise<number>;

  /** Gives back all memory. Idempotent. */
  dispose(): void;
}
