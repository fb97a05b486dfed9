import type { Tableau } from './tableau.ts';

/** Weight of the third difference of stages that the error is estimated by. */
const estimate = 1 / 400;

/**
 * Lawson's method of six stages, order 5, with an extended region of stability (SIAM Journal on Numerical Analysis 3,
 * 1966). Its companion of order 3 is ours: it differs by a small part of the third difference of the fields at 1/4, 1/2, 3/4
 * and 1 of the step, whose size was chosen by measurement (docs/decisions/0047).
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
  error: [0, 0, estimate, -3 * estimate, 3 * estimate, -estimate],
  estimateOrder: 4,
  firstSameAsLast: false,
};
