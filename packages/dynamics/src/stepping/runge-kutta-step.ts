import type { Engine, StateVector, Term } from '@hkmem/backend';
import type { Tableau } from '../solvers/tableau.ts';

/** sum of `coefficients[i] h states[i]`, terms of weight 0 left out. */
export function weighted(coefficients: readonly number[], h: number, states: readonly StateVector[]): Term[] {
  const terms: Term[] = [];
  coefficients.forEach((coefficient, i) => {
    if (coefficient !== 0) terms.push([coefficient * h, states[i]!]);
  });
  return terms;
}

/**
 * Computes stages k_i = f(Y_i) of a step of size h from `y`. `stageStates[i]` takes Y_i for i >= 1 (one vector may
 * serve all if they are not needed later); k_0 is taken as it is when `firstKnown`.
 */
export function computeStages(
  engine: Engine,
  tableau: Tableau,
  h: number,
  y: StateVector,
  stageStates: readonly StateVector[],
  k: readonly StateVector[],
  count: number,
  firstKnown: boolean,
): void {
  if (!firstKnown) engine.field(y, k[0]!);
  for (let i = 1; i < count; i++) {
    const stage = stageStates[i]!;
    engine.combine(stage, [[1, y], ...weighted(tableau.a[i]!, h, k)]);
    engine.field(stage, k[i]!);
  }
}

/** out = y + h sum b_i k_i; `out` may be `y`. */
export function finishStep(
  engine: Engine,
  tableau: Tableau,
  h: number,
  y: StateVector,
  k: readonly StateVector[],
  out: StateVector,
): void {
  engine.combine(out, [[1, y], ...weighted(tableau.b, h, k)]);
}
