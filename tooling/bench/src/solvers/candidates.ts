import {
  bosh3,
  carpenter4,
  dopri5,
  evaluationsPerStep,
  heun,
  lawson5,
  rk4,
  type Tableau,
  tsit5,
} from '@hkmem/dynamics';
import { butcher5, kutta3, ralston2, rk38, rungeKuttaChebyshev } from './tableaux.ts';

/** A method with a number of equal steps. */
export interface Candidate {
  /** `rk4 x 2`. */
  readonly id: string;
  readonly steps: number;
  /** Field evaluations of a flow. */
  readonly evaluations: number;
  readonly tableau: Tableau;
}

const methods: readonly (readonly [Tableau, readonly number[]])[] = [
  [heun, [4, 6, 8, 12]],
  [ralston2, [4, 8, 12]],
  [bosh3, [3, 4, 5, 8]],
  [kutta3, [3, 4, 5, 8]],
  [rk4, [2, 3, 4, 6, 9]],
  [rk38, [2, 3, 4, 6]],
  [carpenter4, [2, 3, 4]],
  [lawson5, [1, 2, 3, 4]],
  [butcher5, [2, 3]],
  [dopri5, [2, 3, 4]],
  [tsit5, [2, 3, 4, 6]],
  [rungeKuttaChebyshev(4), [2, 4, 6]],
  [rungeKuttaChebyshev(8), [2, 4]],
];

/** All that gradients are compared of, at most 36 field evaluations each. */
export const candidates: readonly Candidate[] = methods.flatMap(([tableau, counts]) =>
  counts.map((steps) => candidateOf(tableau, steps)),
);

export function candidateOf(tableau: Tableau, steps: number): Candidate {
  return {
    id: `${tableau.name} x ${steps}`,
    steps,
    evaluations: steps * evaluationsPerStep(tableau),
    tableau,
  };
}
