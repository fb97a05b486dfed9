import { type Engine, type HostState, largestOf, type StateVector, ValueError } from '@hkmem/backend';
import { tsit5 } from '../solvers/tsit5.ts';
import { type AdaptiveSteps, adaptiveSteps, knownSizes } from '../stepping/step-control.ts';
import { throwIfFailed } from './failure.ts';
import { flow } from './flow.ts';
import { checkEndTime, type FlowEnd, type FlowOptions } from './flow-options.ts';
import { type FlowStatistics, isSuccess, type ResultCode, type SavedState } from './result.ts';
import { Workspace } from './workspace.ts';

/** Settings of `integrate`; what is absent follows arXiv 2505.03648: adaptive Tsit5 to T = 1, s not renormalised. */
export interface IntegrateOptions extends Partial<FlowOptions> {
  /** Keep the state after every step (`'steps'`), or at these times, which fixed steps must meet. The start is t = 0. */
  readonly saveAt?: 'steps' | readonly number[];
  /** If false, a flow that fails returns its code instead of throwing. Default true. */
  readonly throwOnFailure?: boolean;
}

/** The end of an integration, with what was kept on the way. */
export interface IntegrateResult {
  /** Why the integration ended; `isSuccess` tells whether well. */
  readonly code: ResultCode;
  /** The time it came to. */
  readonly t: number;
  /** The state at that time. */
  readonly state: HostState;
  /** What it cost. */
  readonly statistics: FlowStatistics;
  /** States at the times asked for by `saveAt`, in order. */
  readonly saved: readonly SavedState[];
}

/**
 * Fills in the defaults of flow options.
 * @throws {OptionError} naming an option that is not known. @throws {ValueError} on an end that is not above 0.
 */
export function flowOptions(options: Partial<FlowOptions> = {}): FlowOptions {
  return withFlowDefaults(options);
}

/** The flow in options that may hold more. */
export function withFlowDefaults(options: Partial<FlowOptions>): FlowOptions {
  const { until = 1 } = options;
  checkEndTime(until);
  return {
    solver: options.solver ?? tsit5,
    control: options.control ?? adaptiveSteps(),
    until,
    renormalise: options.renormalise ?? false,
  };
}

/**
 * Integrates a batch of host states, x [B, N] and s [B, N, D], along the field of an engine.
 * @throws {DivergedError} saying at which t and with which norm, unless `throwOnFailure` is false.
 * @throws {StepControlError} if the adaptive controller gives up, likewise.
 * @throws {ToleranceError} on an rtol that the engine's numbers cannot keep.
 * @throws {ShapeError | NonFiniteError | ValueError} on bad states or settings.
 */
export async function integrate(
  engine: Engine,
  start: HostState,
  options: IntegrateOptions = {},
): Promise<IntegrateResult> {
  const full = withFlowDefaults(options);
  const workspace = new Workspace(engine, batchOf(engine, start));
  try {
    const state = workspace.take();
    engine.writeState(state, start);
    const saved: SavedState[] = [];
    const end = await flowThroughSaves(workspace, state, full, options.saveAt, saved);
    if (options.throwOnFailure !== false) await throwIfFailed(workspace, start, state, full, end);
    const { code, t, statistics } = end;
    return { code, t, statistics, saved, state: await engine.readState(state) };
  } finally {
    workspace.dispose();
  }
}

/** B of a host state. @throws {ValueError} if there is neither x nor s, or their size is no multiple of a sample's. */
export function batchOf(engine: Engine, state: HostState): number {
  const { neurons, oscillators } = engine.spec;
  const batch = state.x ? state.x.length / neurons : (state.s?.length ?? 0) / (neurons * (oscillators?.dimension ?? 1));
  if (!Number.isInteger(batch) || batch < 1) {
    throw new ValueError(
      'state',
      `arrays for ${batch} samples`,
      'x [B, N] and s [B, N, D] with B a whole number from 1',
    );
  }
  return batch;
}

async function flowThroughSaves(
  workspace: Workspace,
  state: StateVector,
  options: FlowOptions,
  saveAt: IntegrateOptions['saveAt'],
  saved: SavedState[],
): Promise<FlowEnd> {
  const { engine } = workspace;
  if (saveAt === undefined) return flow(workspace, state, options);
  const keep = async (t: number): Promise<undefined> => {
    saved.push({ t, state: await engine.readState(state) });
  };
  if (saveAt === 'steps') {
    await keep(0);
    const look = (t: number, kept: HostState): undefined => void saved.push({ t, state: kept });
    return flow(workspace, state, options, { measure: (at) => engine.readState(at), look });
  }
  const times = checkTimes(saveAt, options);
  if (options.control.kind !== 'adaptive') {
    if (times[0] === 0) await keep(0);
    const near = (t: number): boolean => times.some((time) => Math.abs(time - t) <= 1e-9 * options.until);
    return flow(workspace, state, options, async (t) => (near(t) ? keep(t) : undefined));
  }
  return adaptiveLegs(workspace, state, { ...options, control: options.control }, times, keep);
}

/** Adaptive steps that end exactly at every save time; the step size is carried over from leg to leg. */
async function adaptiveLegs(
  workspace: Workspace,
  state: StateVector,
  options: FlowOptions & { control: AdaptiveSteps },
  times: readonly number[],
  keep: (t: number) => Promise<undefined>,
): Promise<FlowEnd> {
  const control = options.control;
  const ends = times[times.length - 1] === options.until ? times : [...times, options.until];
  let [t, firstStep, accepted, rejected, evaluations] = [0, control.firstStep, 0, 0, 0];
  const stepSizes: number[] = [];
  let code: ResultCode = 'reached-end';
  for (const target of ends) {
    if (target > t) {
      const leg = { ...options, until: target - t, control: { ...control, firstStep } };
      const end = await flow(workspace, state, leg);
      accepted += end.statistics.accepted;
      rejected += end.statistics.rejected;
      evaluations += end.statistics.evaluations;
      for (const size of end.stepSizes) stepSizes.push(size);
      code = end.code;
      if (!isSuccess(code)) return { code, t: t + end.t, statistics: { accepted, rejected, evaluations }, stepSizes };
      firstStep = largestOf(end.stepSizes);
      t = target;
    }
    if (times.includes(target)) await keep(t);
  }
  return { code, t, statistics: { accepted, rejected, evaluations }, stepSizes };
}

function checkTimes(times: readonly number[], options: FlowOptions): readonly number[] {
  times.forEach((time, n) => {
    if (!(time >= 0 && time <= options.until)) throw new ValueError('save time', time, `0 to ${options.until}`);
    if (n > 0 && time <= times[n - 1]!) throw new ValueError('save time', time, `times that rise`);
  });
  const sizes = knownSizes(options.control, options.until);
  if (sizes !== undefined) checkGrid(times, sizes);
  return times;
}

/** @throws {ValueError} unless every time is the end of a step. */
function checkGrid(times: readonly number[], sizes: readonly number[]): void {
  let t = 0;
  const grid = [0, ...sizes.map((size) => (t += size))];
  for (const time of times) {
    if (!grid.some((point) => Math.abs(point - time) <= 1e-9 * t)) {
      throw new ValueError('save time', time, `the ends of steps: ${grid.join(', ')}`, 'Or use adaptive steps.');
    }
  }
}
