import type { StateVector } from '@hkmem/backend';
import type { Workspace } from '../integrate/workspace.ts';
import { evaluationsPerStep, type Tableau } from '../solvers/tableau.ts';
import { computeStages, finishStep } from '../stepping/runge-kutta-step.ts';

/** One step with all that its reverse needs. */
export interface StepRecord {
  readonly h: number;
  /** Y_0 = y, Y_1, ..., one per needed stage. */
  readonly stages: readonly StateVector[];
  /** The end before s was renormalised; absent where it was not. */
  readonly raw: StateVector | undefined;
}

/**
 * Takes a step of size h from `start`, keeping every stage state; `end` takes y'. The caller gives the record's
 * vectors back, apart from `start`, with `releaseStep`.
 */
export function recordStep(
  workspace: Workspace,
  solver: Tableau,
  renormalise: boolean,
  h: number,
  start: StateVector,
  end: StateVector,
): StepRecord {
  const { engine } = workspace;
  const count = evaluationsPerStep(solver);
  const stages = [start, ...workspace.takeMany(count - 1)];
  const k = workspace.takeMany(count);
  computeStages(engine, solver, h, start, stages, k, count, false);
  const raw = renormalise ? workspace.take() : undefined;
  finishStep(engine, solver, h, start, k, raw ?? end);
  if (raw !== undefined) {
    engine.combine(end, [[1, raw]]);
    engine.normalise(end);
  }
  workspace.give(...k);
  return { h, stages, raw };
}

export function releaseStep(workspace: Workspace, record: StepRecord): void {
  workspace.give(...record.stages.slice(1));
  if (record.raw !== undefined) workspace.give(record.raw);
}

/**
 * The discrete adjoint of one Runge-Kutta step, in place: `lambda` goes from dL/dy' to dL/dy, parameter gradients are
 * added by the engine. kappa_i = h (b_i lambda + sum_(j>i) a_ji mu_j), mu_i = J(Y_i)^T kappa_i,
 * dL/dy = lambda + sum mu_i (Hager, Numerische Mathematik 87, 2000).
 */
export function reverseStep(workspace: Workspace, solver: Tableau, record: StepRecord, lambda: StateVector): void {
  const { engine } = workspace;
  const count = record.stages.length;
  if (record.raw !== undefined) engine.normaliseVjp(record.raw, lambda);
  const mu = workspace.takeMany(count);
  const kappa = workspace.take();
  for (let i = count - 1; i >= 0; i--) {
    const terms: [number, StateVector][] = [];
    if (solver.b[i] !== 0) terms.push([record.h * solver.b[i]!, lambda]);
    for (let j = i + 1; j < count; j++) {
      const a = solver.a[j]![i]!;
      if (a !== 0) terms.push([record.h * a, mu[j]!]);
    }
    engine.combine(kappa, terms);
    engine.vjp(record.stages[i]!, kappa, mu[i]!);
  }
  engine.combine(lambda, [[1, lambda], ...mu.map((state): [number, StateVector] => [1, state])]);
  workspace.give(kappa, ...mu);
}
