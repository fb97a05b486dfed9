/**
 * An explicit Runge-Kutta method: Y_i = y + h sum_j a_ij k_j, k_i = f(Y_i), y' = y + h sum_i b_i k_i (Butcher, 1964).
 * Fields here do not depend on time, so no nodes are kept.
 */
export interface Tableau {
  /** Name of the method. */
  readonly name: string;
  /** The power of h with which the error at a fixed end falls. */
  readonly order: number;
  /** Row i holds a_i0 .. a_i(i-1); the first row is empty. */
  readonly a: readonly (readonly number[])[];
  /** b_i: the weights of the stages in the step. */
  readonly b: readonly number[];
  /** b minus the weights of the embedded method; absent where there is none, and then steps are fixed. */
  readonly error?: readonly number[];
  /** The power of h with which the error estimate of one step falls; that of `order` if absent. */
  readonly estimateOrder?: number;
  /** Whether the last stage is the field at y', so that the next step can take it over. */
  readonly firstSameAsLast: boolean;
}

/** Field evaluations of one step when no error is estimated: stages that y' does not depend on are left out. */
export function evaluationsPerStep(tableau: Tableau): number {
  return neededStages(tableau);
}

/** Stages up to the last one with a weight in y'. */
export function neededStages(tableau: Tableau): number {
  let count = tableau.b.length;
  while (count > 1 && tableau.b[count - 1] === 0) count--;
  return count;
}

/** The order by which the control of adaptive steps takes the size of a step from its error. */
export function controlOrder({ order, estimateOrder }: Tableau): number {
  return estimateOrder ?? order;
}
