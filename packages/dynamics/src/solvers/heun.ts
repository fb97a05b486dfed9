import type { Tableau } from './tableau.ts';

/** Heun's method (explicit trapezoid), order 2, with the Euler step as embedded method. */
export const heun: Tableau = {
  name: 'heun',
  order: 2,
  a: [[], [1]],
  b: [1 / 2, 1 / 2],
  error: [-1 / 2, 1 / 2],
  firstSameAsLast: false,
};
