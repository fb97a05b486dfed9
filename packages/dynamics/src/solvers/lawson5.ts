import type { Tableau } from './tableau.ts';

/**
 * Lawson's method of six stages, order 5, with an extended region of stability (SIAM Journal on Numerical Analysis 3,
 * 1966), for fixed steps.
 */
export const lawson5: Tableau = {
  name: 'lawson5',
  order: 5,
  a: [
    [],
    [1 / 2],
    [3 / 16, 1 / 16],
    [0, 0, 1 / 2],
    [0, -3 / 16, 6 / 16, 9 / 16],
    [1 / 7, 4 / 7, 6 / 7, -12 / 7, 8 / 7],
  ],
  b: [7 / 90, 0, 32 / 90, 12 / 90, 32 / 90, 7 / 90],
  firstSameAsLast: false,
};
