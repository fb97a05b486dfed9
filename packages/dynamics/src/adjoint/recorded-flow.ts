import { type Engine, type StateVector, ValueError } from '@hkmem/backend';
import { StepControlError } from '../integrate/errors.ts';
import { flow } from '../integrate/flow.ts';
import { checkEndTime, type FlowOptions } from '../integrate/flow-options.ts';
import { isSuccess } from '../integrate/result.ts';
import type { Workspace } from '../integrate/workspace.ts';
import { knownSizes, type StepControl } from '../stepping/step-control.ts';
import { describePlan, planStorage, type StoragePlan } from './plan.ts';
import { recordStep, releaseStep, reverseStep, type StepRecord } from './step-record.ts';

/** Bytes of stored states that a recorded flow may take unless told otherwise: 512 MiB. */
export const defaultByteBudget: number = 512 * 2 ** 20;

/**
 * A flow that can be walked back: the discrete adjoint of Runge-Kutta steps over the compute contract. One may be
 * used for many updates; its vectors are reused. Adaptive steps are found first and then taken as given, so the
 * gradient is that of the steps, not of the controller.
 */
export class RecordedFlow {
  readonly #workspace: Workspace;
  readonly #options: FlowOptions;
  readonly #budget: number;
  #plan: StoragePlan | undefined;
  #sizes: readonly number[] = [];
  #kept: StateVector[] = [];
  #records: StepRecord[] = [];

  /** @throws {ValueError} on an end that is not above 0, or a budget that is no number of bytes. */
  constructor(workspace: Workspace, options: FlowOptions, budget: number = defaultByteBudget) {
    if (!(budget >= 0)) throw new ValueError('byte budget', budget, 'a number of bytes from 0');
    checkEndTime(options.until);
    this.#workspace = workspace;
    this.#options = options;
    this.#budget = budget;
  }

  /** The engine on which the flow is walked. */
  get engine(): Engine {
    return this.#workspace.engine;
  }

  /** @throws {ValueError} if there is nothing to walk back: no forward pass since it was made or released. */
  requireWalked(): void {
    if (this.#kept.length > 0) return;
    throw new ValueError('recorded flow', 'none', 'a flow that was walked forward', 'Call forward() before.');
  }

  /** What the last forward pass kept, in words; empty before the first. */
  describe(): string {
    return this.#plan === undefined ? '' : describePlan(this.#plan);
  }

  /** Moves `state` to the end, in place, keeping what `backward` needs; `control` replaces the steps for this pass. */
  async forward(state: StateVector, control: StepControl = this.#options.control): Promise<void> {
    const sizes = knownSizes(control, this.#options.until) ?? (await this.#adaptiveSizes(state, control));
    this.#walk(state, sizes);
  }

  /** `forward` at once, for steps that are known beforehand. @throws {ValueError} if they are adaptive. */
  forwardKnown(state: StateVector): void {
    const sizes = knownSizes(this.#options.control, this.#options.until);
    if (sizes === undefined)
      throw new ValueError('steps', 'adaptive', 'fixed or listed', 'Use forward() for adaptive steps.');
    this.#walk(state, sizes);
  }

  #walk(state: StateVector, sizes: readonly number[]): void {
    this.release();
    const { engine, batch } = this.#workspace;
    const { solver, renormalise } = this.#options;
    this.#sizes = sizes;
    this.#plan = planStorage(engine, batch, solver, this.#sizes.length, this.#budget);
    const keepStages = this.#plan.keep === 'stages';
    for (let n = 0; n < this.#sizes.length; n++) {
      const start = this.#workspace.take();
      engine.combine(start, [[1, state]]);
      const record = recordStep(this.#workspace, solver, renormalise, this.#sizes[n]!, start, state);
      if (keepStages) this.#records.push(record);
      else releaseStep(this.#workspace, record);
      if (keepStages || n % this.#plan.interval === 0) this.#kept.push(start);
      else this.#workspace.give(start);
    }
  }

  /** @throws {StepControlError} if the adaptive controller gives up; the flow may then not be walked. */
  async #adaptiveSizes(state: StateVector, control: StepControl): Promise<readonly number[]> {
    const trial = this.#workspace.take();
    this.#workspace.engine.combine(trial, [[1, state]]);
    const end = await flow(this.#workspace, trial, { ...this.#options, control });
    this.#workspace.give(trial);
    if (!isSuccess(end.code)) throw new StepControlError(`the flow ended with '${end.code}'.`, end.t, 0);
    return end.stepSizes;
  }

  /** Turns `lambda`, the cotangent of the end, into the cotangent of the start, in place; adds parameter gradients. */
  backward(lambda: StateVector): void {
    const { solver } = this.#options;
    if (this.#plan?.keep === 'stages') {
      for (const record of this.#records.toReversed()) reverseStep(this.#workspace, solver, record, lambda);
      return;
    }
    const interval = this.#plan?.interval ?? 1;
    for (let segment = this.#kept.length - 1; segment >= 0; segment--) {
      const sizes = this.#sizes.slice(segment * interval, (segment + 1) * interval);
      this.#reverseSegment(this.#kept[segment]!, sizes, lambda);
    }
  }

  #reverseSegment(start: StateVector, sizes: readonly number[], lambda: StateVector): void {
    const { solver, renormalise } = this.#options;
    const starts = [start, ...this.#workspace.takeMany(sizes.length - 1)];
    const end = this.#workspace.take();
    for (let n = 0; n < sizes.length; n++) {
      const record = recordStep(this.#workspace, solver, renormalise, sizes[n]!, starts[n]!, starts[n + 1] ?? end);
      if (n === sizes.length - 1) reverseStep(this.#workspace, solver, record, lambda);
      releaseStep(this.#workspace, record);
    }
    for (let n = sizes.length - 2; n >= 0; n--) {
      const record = recordStep(this.#workspace, solver, renormalise, sizes[n]!, starts[n]!, end);
      reverseStep(this.#workspace, solver, record, lambda);
      releaseStep(this.#workspace, record);
    }
    this.#workspace.give(end);
    for (const start of starts.slice(1)) this.#workspace.give(start);
  }

  /** Gives the kept vectors back to the workspace. */
  release(): void {
    for (const record of this.#records) releaseStep(this.#workspace, record);
    for (const state of this.#kept) this.#workspace.give(state);
    this.#records = [];
    this.#kept = [];
  }
}
