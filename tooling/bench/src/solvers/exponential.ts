import { evaluationsPerStep, rk4, type Tableau } from '@hkmem/dynamics';

/**
 * A step as linear combinations: Y_i = sum_(j<i) states_ij Y_j + sum_(j<i) fields_ij F(Y_j), Y_0 the start and the last
 * row the end. Row 0 is empty.
 */
export interface LinearStep {
  readonly states: readonly (readonly number[])[];
  readonly fields: readonly (readonly number[])[];
}

/**
 * A method that takes the leak -x of the threshold units exactly and the rest of their field, F + x, as a Runge-Kutta
 * method does; oscillators, which have no leak, are moved by the Runge-Kutta method it comes from.
 */
export interface ExponentialMethod {
  readonly name: string;
  readonly stages: number;
  /** Combinations of x in a step of size h. */
  x(h: number): LinearStep;
  /** Combinations of s. */
  s(h: number): LinearStep;
}

/** Row i holds what Y_i takes from F(Y_j); the last is the end. */
function rowsOf(tableau: Tableau): readonly (readonly number[])[] {
  const stages = evaluationsPerStep(tableau);
  return [...tableau.a.slice(0, stages), tableau.b.slice(0, stages)];
}

function plainStep(tableau: Tableau, h: number): LinearStep {
  const rows = rowsOf(tableau);
  return {
    states: rows.map((_, i) => (i === 0 ? [] : [1])),
    fields: rows.map((row) => row.map((coefficient) => h * coefficient)),
  };
}

/** The method in the variable e^t x (integrating factor; Lawson, SIAM Journal on Numerical Analysis 4, 1967). */
export function integratingFactor(tableau: Tableau): ExponentialMethod {
  const rows = rowsOf(tableau);
  const nodes = rows.map((row) => row.reduce((sum, coefficient) => sum + coefficient, 0));
  return {
    name: `${tableau.name}, integrating factor`,
    stages: rows.length - 1,
    x: (h) => {
      const fields = rows.map((row, i) =>
        row.map((coefficient, j) => h * coefficient * Math.exp((nodes[j]! - nodes[i]!) * h)),
      );
      // F + x stands where F does, and the start decays.
      const states = fields.map((row, i) => withStart(row, i === 0 ? 0 : Math.exp(-nodes[i]! * h)));
      return { states: states.with(0, []), fields };
    },
    s: (h) => plainStep(tableau, h),
  };
}

/** Exponential time differencing of order 4 (Cox and Matthews, Journal of Computational Physics 176, 2002). */
export const etdrk4: ExponentialMethod = {
  name: 'etdrk4',
  stages: 4,
  x: (h) => {
    const half = (h / 2) * phi(1, -h / 2);
    const decay = Math.exp(-h / 2);
    const [p1, p2, p3] = [h * phi(1, -h), h * phi(2, -h), h * phi(3, -h)];
    const middle = 2 * p2 - 4 * p3;
    const fields = [[], [half], [0, half], [-half, 0, 2 * half], [p1 - 3 * p2 + 4 * p3, middle, middle, 4 * p3 - p2]];
    const kept = [[], [decay], [decay], [0, decay], [Math.exp(-h)]];
    return { fields, states: fields.map((row, i) => row.map((value, j) => value + (kept[i]![j] ?? 0))) };
  },
  s: (h) => plainStep(rk4, h),
};

function withStart(row: readonly number[], start: number): readonly number[] {
  return [start + (row[0] ?? 0), ...row.slice(1)];
}

/** phi_k(z) = sum_n z^n / (n + k)!, for |z| of at most a few. */
function phi(k: number, z: number): number {
  let term = 1;
  for (let n = 2; n <= k; n++) term /= n;
  let sum = term;
  for (let n = 1; n < 30; n++) {
    term *= z / (n + k);
    sum += term;
  }
  return sum;
}
