import type { Tableau } from './tableau.ts';

/** The pair 3(2) of Bogacki and Shampine (Applied Mathematics Letters 2, 1989). */
export const bosh3: Tableau = {
  name: 'bosh3',
  order: 3,
  a: [[], [1 / 2], [0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
  b: [2 / 9, 1 / 3, 4 / 9, 0],
  error: [2 / 9 - 7 / 24, 1 / 3 - 1 / 4, 4 / 9 - 1 / 3, -1 / 8],
  firstSameAsLast: true,
};
