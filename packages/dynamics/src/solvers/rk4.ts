import type { Tableau } from './tableau.ts';

/** The classical method of Kutta (1901), order 4, for fixed steps. */
export const rk4: Tableau = {
  name: 'rk4',
  order: 4,
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
  firstSameAsLast: false,
};
