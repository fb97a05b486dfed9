import { type Engine, type HostState, type StateVector, ValueError } from '@hkmem/backend';
import { energyTerms, type WeightedEnergies } from '@hkmem/energy';
import { throwIfFailed } from '../integrate/failure.ts';
import { flow } from '../integrate/flow.ts';
import type { FlowOptions } from '../integrate/flow-options.ts';
import { batchOf, withFlowDefaults } from '../integrate/integrate.ts';
import type { FlowStatistics, ResultCode, SavedState } from '../integrate/result.ts';
import { Workspace } from '../integrate/workspace.ts';

/** Settings of `recall`. */
export interface RecallOptions extends Partial<FlowOptions> {
  /**
   * Stop as soon as in every sample the root mean square of the field is at most this; `false` runs to `until`.
   * Default 1e-3.
   */
  readonly steadyBelow?: number | false;
  /** Keep the state after every step. Default false. */
  readonly keepStates?: boolean;
  /** Told after every step, for progress and live pictures. */
  readonly onStep?: (point: EnergyPoint) => void;
}

/** Energies at one time of a recall: terms as they enter E, kappas included, and their total, [B] each. */
export interface EnergyPoint {
  /** The time. */
  readonly t: number;
  /** kappaH E_H, kappaK E_K and E_HK, [B] each. */
  readonly terms: WeightedEnergies;
  /** Their sum E, [B]. */
  readonly total: Float64Array;
}

/** What is read of a state: its energies, the norms of the field there, and itself, as far as they are wanted. */
type StepReading = readonly [WeightedEnergies, Float64Array | undefined, HostState | undefined];

/** A finished recall. */
export interface RecallResult {
  /** `steady-state` and `reached-end` are successes. */
  readonly code: ResultCode;
  /** The time it came to. */
  readonly t: number;
  /** The state at that time: what was recalled. */
  readonly state: HostState;
  /** From t = 0 on, one per accepted step. */
  readonly energies: readonly EnergyPoint[];
  /** States at the times asked for, in order. */
  readonly saved: readonly SavedState[];
  /** What it cost. */
  readonly statistics: FlowStatistics;
}

/**
 * Lets a batch of states fall to a memory: integrates until nothing moves, with the energy at every step.
 * Defaults: adaptive Tsit5 to T = 20 at most, s renormalised after each step.
 * @throws {DivergedError | StepControlError} if the flow fails.
 */
export async function recall(engine: Engine, start: HostState, options: RecallOptions = {}): Promise<RecallResult> {
  const full = withFlowDefaults({ until: 20, renormalise: true, ...options });
  const threshold = options.steadyBelow ?? 1e-3;
  if (threshold !== false && !(threshold > 0))
    throw new ValueError('steadyBelow', threshold, 'a number above 0, or false');
  const workspace = new Workspace(engine, batchOf(engine, start));
  try {
    const [state, speed] = [workspace.take(), workspace.take()];
    engine.writeState(state, start);
    const energies: EnergyPoint[] = [];
    const saved: SavedState[] = [];
    const measure = (at: StateVector): Promise<StepReading> => {
      const terms = energyTerms(engine, at);
      if (threshold !== false) engine.field(at, speed);
      const norms = threshold === false ? undefined : engine.norms(speed);
      return Promise.all([terms, norms, options.keepStates === true ? engine.readState(at) : undefined]);
    };
    const look = (t: number, [terms, norms, kept]: StepReading): 'stop' | undefined => {
      const point = { t, terms, total: terms.total };
      energies.push(point);
      options.onStep?.(point);
      if (kept !== undefined) saved.push({ t, state: kept });
      return threshold !== false && norms?.every((norm) => norm <= threshold) ? 'stop' : undefined;
    };
    look(0, await measure(state));
    const end = await flow(workspace, state, full, { measure, look });
    await throwIfFailed(workspace, start, state, full, end);
    const { code, t, statistics } = end;
    return { code, t, state: await engine.readState(state), energies, saved, statistics };
  } finally {
    workspace.dispose();
  }
}
