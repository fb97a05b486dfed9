import { type Engine, HkmemError, type HostArray, largestOf, type StateVector } from '@hkmem/backend';
import { type FlowEnd, isSuccess, type ResultCode, type Workspace } from '@hkmem/dynamics';

const listed = 10;

/** A batch of an evaluation whose flow failed. */
export class EvaluationError extends HkmemError {
  /** Why the flow ended. */
  readonly code: ResultCode;
  /** The samples that failed, by their place in the split. */
  readonly samples: readonly number[];
  /** How far the flow of the batch came. */
  readonly t: number;

  constructor(code: ResultCode, samples: readonly number[], t: number) {
    const more = samples.length > listed ? ` and ${samples.length - listed} more` : '';
    const reason: Partial<Record<ResultCode, string>> = {
      'step-limit': 'took more steps than allowed',
      'step-underflow': 'moved too fast for the smallest step',
    };
    super(
      `evaluation: ${samples.length === 1 ? 'sample' : 'samples'} ${samples.slice(0, listed).join(', ')}${more} ` +
        `${reason[code] ?? 'diverged'}; the batch came to t = ${t}. Check the parameters (a positive alpha can drive x ` +
        'to infinity), or take more steps or another tolerance.',
    );
    this.code = code;
    this.samples = samples;
    this.t = t;
  }
}

/**
 * @throws {EvaluationError} if a flow did not reach its end in finite numbers; `offset` is the place of the batch's first
 * sample in the split.
 */
export async function checkFlowEnd(
  workspace: Workspace,
  state: StateVector,
  end: FlowEnd,
  known: boolean,
  offset: number,
): Promise<void> {
  const { engine } = workspace;
  const place = (sample: number): number => offset + sample;
  if (!isSuccess(end.code)) {
    throw new EvaluationError(end.code, (await fastest(engine, workspace, state)).map(place), end.t);
  }
  // An adaptive flow that reaches its end has finite error norms at every step.
  if (!known) return;
  const lost = indicesWhere(await engine.norms(state), (norm) => !Number.isFinite(norm));
  if (lost.length > 0) throw new EvaluationError('diverged', lost.map(place), end.t);
}

/** @throws {EvaluationError} if an output [B, C] is not finite, which a finite state near overflow may lead to. */
export function checkOutputs(outputs: HostArray, classes: number, offset: number, t: number): void {
  const lost = outputsLost(outputs, classes).map((sample) => offset + sample);
  if (lost.length > 0) throw new EvaluationError('diverged', lost, t);
}

/** The samples of which an output [B, C] is not finite. */
export function outputsLost(outputs: HostArray, classes: number): readonly number[] {
  const lost = new Set<number>();
  outputs.forEach((output: number, k: number) => {
    if (!Number.isFinite(output)) lost.add(Math.floor(k / classes));
  });
  return [...lost];
}

/** The samples that hold an adaptive flow back: those of the largest velocities, within a factor of 1,000. */
async function fastest(engine: Engine, workspace: Workspace, state: StateVector): Promise<readonly number[]> {
  const velocity = workspace.take();
  engine.field(state, velocity);
  const speeds = (await engine.norms(velocity)).map((speed) => (Number.isFinite(speed) ? speed : Infinity));
  const largest = largestOf(speeds);
  return indicesWhere(speeds, (speed) => speed >= largest / 1000);
}

function indicesWhere(values: Float64Array, wanted: (value: number) => boolean): number[] {
  return Array.from(values.keys()).filter((index) => wanted(values[index]!));
}
