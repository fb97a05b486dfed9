import { type Engine, type HostState, largestOf, type StateVector } from '@hkmem/backend';
import { DivergedError, StepControlError } from './errors.ts';
import { flow } from './flow.ts';
import type { FlowEnd, FlowOptions } from './flow-options.ts';
import { smallestTolerance, toleranceGuard } from './tolerance-guard.ts';
import type { Workspace } from './workspace.ts';

/** @throws the error that fits the end of a flow; of fixed steps, the flow is run again to find where it diverged. */
export async function throwIfFailed(
  workspace: Workspace,
  start: HostState,
  state: StateVector,
  options: FlowOptions,
  end: FlowEnd,
): Promise<void> {
  const { engine } = workspace;
  if (end.code === 'step-limit')
    throw new StepControlError('the step limit is reached.', end.t, end.stepSizes.at(-1) ?? 0);
  if (end.code === 'step-underflow') throw new StepControlError(await underflow(engine, state, options, end), end.t, 0);
  const norms = await engine.norms(state);
  // Squares of finite numbers may pass what float32 holds.
  const beyond = norms.findIndex((norm) => !Number.isFinite(norm));
  if (end.code === 'diverged') {
    const worst = beyond >= 0 ? beyond : norms.indexOf(largestOf(norms));
    throw new DivergedError(end.t, norms[worst]!, worst);
  }
  if (beyond < 0) return;
  const sample = beyond;
  engine.writeState(state, start);
  let before = { t: 0, norm: (await engine.norms(state))[sample]! };
  await flow(workspace, state, options, async (t) => {
    const norm = (await engine.norms(state))[sample]!;
    if (!Number.isFinite(norm)) return 'stop';
    before = { t, norm };
    return undefined;
  });
  throw new DivergedError(before.t, before.norm, sample);
}

/** Why a flow was given up: steps below the smallest size, or taken steps in which the numbers cannot keep atol. */
async function underflow(engine: Engine, state: StateVector, options: FlowOptions, end: FlowEnd): Promise<string> {
  const { control } = options;
  const guard = control.kind === 'adaptive' ? toleranceGuard(engine, control) : undefined;
  if (guard === undefined || end.stepSizes.length === 0 || guard(await engine.norms(state)))
    return 'the step became too small.';
  const least = smallestTolerance[engine.precision].toPrecision(3);
  return `the tolerance is below ${least} of the state, which is the least that ${engine.precision} keeps.`;
}
