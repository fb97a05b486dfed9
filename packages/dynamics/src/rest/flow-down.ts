import { type Engine, largestOf, type StateVector } from '@hkmem/backend';
import { flow } from '../integrate/flow.ts';
import { isSuccess } from '../integrate/result.ts';
import { Workspace } from '../integrate/workspace.ts';
import type { Tableau } from '../solvers/tableau.ts';
import type { AdaptiveSteps } from '../stepping/step-control.ts';
import { withInput } from './input.ts';
import { type Packed, packSamples, unpackSamples } from './packed.ts';
import type { RestProblem, RestSampleInput } from './rest-problem.ts';

/** Settings of `flowDown`. */
export interface FlowDownSettings {
  readonly solver: Tableau;
  readonly control: AdaptiveSteps;
  /** Root mean square of the field at which a sample leaves the flow. */
  readonly below: number;
  /** Time that a sample may flow, at most. */
  readonly until: number;
}

/** A sample that flows. */
export interface FlowingSample extends RestSampleInput {
  state: Packed;
  readonly input?: Packed | undefined;
  diverged?: boolean;
}

/** Share of a batch that must be done before the batch is made smaller. */
const leaving = 0.25;

/**
 * Follows the flow, in place, until the field of each sample is small or the time is over. Samples that are done leave
 * the batch; those whose flow diverges are marked, at their last finite state. At the
 * step limit, or where steps get too small for the arithmetic, all stop.
 */
export async function flowDown(
  problem: RestProblem,
  samples: readonly FlowingSample[],
  settings: FlowDownSettings,
): Promise<void> {
  let active = [...samples];
  let t = 0;
  let { firstStep } = settings.control;
  while (active.length > 0 && t < settings.until) {
    const leg = await flowLeg(problem, active, { ...settings, until: settings.until - t }, firstStep);
    t += leg.t;
    firstStep = leg.lastStep ?? firstStep;
    active = active.filter((sample, n) => sample.diverged !== true && !(leg.norms[n]! <= settings.below));
  }
}

interface Leg {
  readonly t: number;
  readonly lastStep: number | undefined;
  /** Of the field, per sample. */
  readonly norms: Float64Array;
}

/** Flows until a share of the batch is done, and writes the states back. */
async function flowLeg(
  problem: RestProblem,
  samples: readonly FlowingSample[],
  { solver, control, below, until }: FlowDownSettings,
  firstStep: number,
): Promise<Leg> {
  const batch = samples.length;
  const engine = drivenBy(problem, samples);
  const workspace = new Workspace(engine, batch);
  try {
    const [state, speed] = [workspace.take(), workspace.take()];
    engine.writeState(
      state,
      unpackSamples(
        problem.size,
        samples.map((sample) => sample.state),
      ),
    );
    const wanted = Math.max(1, Math.ceil(leaving * batch));
    const measure = (at: StateVector): Promise<Float64Array> => {
      engine.field(at, speed);
      return engine.norms(speed);
    };
    let norms = await measure(state);
    const look = (_t: number, reading: Float64Array): 'stop' | undefined => {
      norms = reading;
      return norms.filter((norm) => norm <= below).length >= wanted ? 'stop' : undefined;
    };
    if (look(0, norms) === 'stop') return { t: 0, lastStep: undefined, norms };
    const options = { solver, control: { ...finer(control, below, engine), firstStep }, until, renormalise: true };
    const end = await flow(workspace, state, options, { measure, look });
    problem.addCost(batch * (end.statistics.evaluations + end.statistics.accepted + 1));
    const states = packSamples(problem.size, await engine.readState(state), batch);
    samples.forEach((sample, n) => {
      sample.state = states[n]!;
    });
    if (end.code === 'step-limit' || end.code === 'step-underflow') return { t: until, lastStep: undefined, norms };
    if (!isSuccess(end.code)) markDiverged(samples, norms);
    return { t: Math.max(end.t, Number.MIN_VALUE), lastStep: end.stepSizes.at(-1), norms };
  } finally {
    workspace.dispose();
    if (engine !== problem.engine) engine.dispose();
  }
}

/** Steps at the edge of stability leave the field as large as the error that they are allowed, so that must be smaller. */
function finer(control: AdaptiveSteps, below: number, { precision }: Engine): AdaptiveSteps {
  const least = precision === 'float64' ? 1e-11 : 3e-6;
  const rtol = Math.max(Math.min(control.rtol, below / 10), least);
  return { ...control, rtol, atol: Math.max(Math.min(control.atol, below / 100), least / 10) };
}

function drivenBy(problem: RestProblem, samples: readonly FlowingSample[]): Engine {
  if (samples[0]!.input === undefined) return problem.engine;
  const input = new Float64Array(samples.length * problem.size.x);
  samples.forEach((sample, n) => {
    input.set(sample.input!, n * problem.size.x);
  });
  return withInput(problem.engine, input, samples.length);
}

/** A batch flows by common steps, so the fastest sample is the one that ended it. */
function markDiverged(samples: readonly FlowingSample[], norms: Float64Array): void {
  const speeds = norms.map((norm) => (Number.isFinite(norm) ? norm : Number.POSITIVE_INFINITY));
  const fastest = largestOf(speeds);
  samples.forEach((sample, n) => {
    sample.diverged = speeds[n]! >= fastest;
  });
}
