import type { Tableau } from './tableau.ts';

/** The explicit Euler method, order 1. */
export const euler: Tableau = { name: 'euler', order: 1, a: [[]], b: [1], firstSameAsLast: false };
