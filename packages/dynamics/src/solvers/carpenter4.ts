import type { Tableau } from './tableau.ts';

/** A_i and B_i of d = A_i d + h f(y), y = y + B_i d, stage after stage. */
const recurrence: readonly (readonly [A: number, B: number])[] = [
  [0, 1432997174477 / 9575080441755],
  [-567301805773 / 1357537059087, 5161836677717 / 13612068292357],
  [-2404267990393 / 2016746695238, 1720146321549 / 2090206949498],
  [-3550918686646 / 2091501179385, 3134564353537 / 4481467310338],
  [-1275806237668 / 842570457699, 2277821191437 / 14882151754819],
];

/** Weights of k_0, k_1, ... in y after each stage of the recurrence. */
function weightsByStage(): readonly (readonly number[])[] {
  let d: readonly number[] = [];
  let y: readonly number[] = [];
  return recurrence.map(([A, B]) => {
    d = [...d.map((weight) => A * weight), 1];
    y = d.map((weight, j) => (y[j] ?? 0) + B * weight);
    return y;
  });
}

const weights = weightsByStage();

/**
 * The method of Carpenter and Kennedy with five stages, order 4 (NASA Technical Memorandum 109112, 1994), for fixed
 * steps; given there as a recurrence in two vectors, written here as a tableau.
 */
export const carpenter4: Tableau = {
  name: 'carpenter4',
  order: 4,
  a: [[], ...weights.slice(0, -1)],
  b: weights.at(-1)!,
  firstSameAsLast: false,
};
