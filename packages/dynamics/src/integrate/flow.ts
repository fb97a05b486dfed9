import { largestOf, type StateVector, type StepRule, StepSequence, ValueError } from '@hkmem/backend';
import { controlOrder, evaluationsPerStep } from '../solvers/tableau.ts';
import { computeStages, finishStep, weighted } from '../stepping/runge-kutta-step.ts';
import { knownSizes } from '../stepping/step-control.ts';
import { type AdaptiveOptions, clockedFlow } from './clocked-flow.ts';
import { checkEndTime, type FlowEnd, type FlowOptions } from './flow-options.ts';
import { observerOf, type StepObserver, type StepProbe } from './observer.ts';
import type { ResultCode } from './result.ts';
import { failureAt, guardFrom } from './tolerance-guard.ts';
import type { Workspace } from './workspace.ts';

/**
 * Moves `state` along the flow, in place. Fixed steps enqueue without reading back (unless observed); adaptive ones
 * read one error norm per step, or on an engine with a clock the decisions on several steps at once. Never throws for a
 * flow that fails: the code says how it ended.
 * @throws {ValueError} on an end that is not above 0, or adaptive steps without an embedded method.
 * @throws {ToleranceError} on an rtol above 0 that the engine's numbers cannot keep, unless atol makes up for it.
 */
export async function flow<Reading = never>(
  workspace: Workspace,
  state: StateVector,
  options: FlowOptions,
  observe?: StepObserver | StepProbe<Reading>,
): Promise<FlowEnd> {
  const { control, solver, until } = options;
  checkEndTime(until);
  const { engine } = workspace;
  const observer = observerOf(observe);
  if (control.kind !== 'adaptive') return fixedFlow(workspace, state, options, knownSizes(control, until)!, observer);
  if (solver.error === undefined) {
    throw new ValueError(
      'solver for adaptive steps',
      solver.name,
      'lawson5, heun, bosh3, dopri5 or tsit5',
      'Or fix the steps.',
    );
  }
  const rule: StepRule = { ...control, order: controlOrder(solver), until };
  const clock = engine.createStepClock?.(rule);
  try {
    const guard = await guardFrom(engine, control, state);
    if (clock === undefined) {
      return await adaptiveFlow(workspace, state, { ...options, control, guard }, new StepSequence(rule), observer);
    }
    return await clockedFlow(workspace, state, { ...options, control, guard }, clock, observe);
  } finally {
    clock?.dispose();
  }
}

async function fixedFlow(
  workspace: Workspace,
  state: StateVector,
  { solver, until, renormalise }: FlowOptions,
  sizes: readonly number[],
  observe: StepObserver | undefined,
): Promise<FlowEnd> {
  const { engine } = workspace;
  const count = evaluationsPerStep(solver);
  const k = workspace.takeMany(count);
  const stage = workspace.take();
  const stages = Array.from({ length: count }, () => stage);
  let t = 0;
  const end = (code: ResultCode, done: number): FlowEnd => ({
    code,
    t,
    statistics: { accepted: done, rejected: 0, evaluations: done * count },
    stepSizes: sizes.slice(0, done),
  });
  try {
    for (const [n, h] of sizes.entries()) {
      computeStages(engine, solver, h, state, stages, k, count, false);
      finishStep(engine, solver, h, state, k, state);
      if (renormalise) engine.normalise(state);
      t = n + 1 === sizes.length ? until : t + h;
      if ((await observe?.(t, state, h)) === 'stop') return end('steady-state', n + 1);
    }
  } finally {
    workspace.give(stage, ...k);
  }
  return end('reached-end', sizes.length);
}

async function adaptiveFlow(
  workspace: Workspace,
  state: StateVector,
  { solver, renormalise, control, guard }: AdaptiveOptions,
  sequence: StepSequence,
  observe: StepObserver | undefined,
): Promise<FlowEnd> {
  const { engine } = workspace;
  const count = solver.b.length;
  let k = workspace.takeMany(count);
  const [stage, next] = workspace.takeMany(2) as [StateVector, StateVector];
  const stages = Array.from({ length: count }, () => stage);
  const stepSizes: number[] = [];
  let [rejected, evaluations] = [0, 0];
  let firstKnown = false;
  const end = (code: ResultCode): FlowEnd => ({
    code,
    t: sequence.t,
    statistics: { accepted: stepSizes.length, rejected, evaluations },
    stepSizes,
  });
  try {
    while (stepSizes.length + rejected < control.maximumSteps) {
      const { h } = sequence;
      computeStages(engine, solver, h, state, stages, k, count, firstKnown);
      evaluations += count - (firstKnown ? 1 : 0);
      firstKnown = true;
      finishStep(engine, solver, h, state, k, next);
      const error = weighted(solver.error!, h, k);
      const ratio = largestOf(await engine.errorNorms(state, next, error, control.rtol, control.atol));
      if (sequence.decide(ratio)?.accepted !== true) {
        rejected++;
        if (sequence.status === 'too-small') return end(await failureAt(engine, guard, next, ratio));
        continue;
      }
      engine.combine(state, [[1, next]]);
      if (renormalise) engine.normalise(state);
      stepSizes.push(h);
      if (solver.firstSameAsLast && !renormalise) k = [k[count - 1]!, ...k.slice(1, count - 1), k[0]!];
      else firstKnown = false;
      if (guard !== undefined && !guard(await engine.norms(state))) return end('step-underflow');
      if ((await observe?.(sequence.t, state, h)) === 'stop') return end('steady-state');
      if (sequence.status === 'reached-end') return end('reached-end');
    }
    return end('step-limit');
  } finally {
    workspace.give(stage, next, ...k);
  }
}
