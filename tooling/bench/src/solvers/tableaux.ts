import type { Tableau } from '@hkmem/dynamics';

/** Ralston's method of two stages, order 2 (Mathematics of Computation 16, 1962). */
export const ralston2: Tableau = {
  name: 'ralston2',
  order: 2,
  a: [[], [2 / 3]],
  b: [1 / 4, 3 / 4],
  firstSameAsLast: false,
};

/** Kutta's method of three stages, order 3 (1901). */
export const kutta3: Tableau = {
  name: 'kutta3',
  order: 3,
  a: [[], [1 / 2], [-1, 2]],
  b: [1 / 6, 2 / 3, 1 / 6],
  firstSameAsLast: false,
};

/** Kutta's 3/8 rule, order 4 (1901). */
export const rk38: Tableau = {
  name: 'rk38',
  order: 4,
  a: [[], [1 / 3], [-1 / 3, 1], [1, -1, 1]],
  b: [1 / 8, 3 / 8, 3 / 8, 1 / 8],
  firstSameAsLast: false,
};

/** Butcher's method of six stages, order 5 (Journal of the Australian Mathematical Society 4, 1964). */
export const butcher5: Tableau = {
  name: 'butcher5',
  order: 5,
  a: [[], [1 / 4], [1 / 8, 1 / 8], [0, -1 / 2, 1], [3 / 16, 0, 0, 9 / 16], [-3 / 7, 2 / 7, 12 / 7, -12 / 7, 8 / 7]],
  b: [7 / 90, 0, 32 / 90, 12 / 90, 32 / 90, 7 / 90],
  firstSameAsLast: false,
};

/**
 * The Runge-Kutta-Chebyshev method of order 2 with so many stages, 2 or more, and damping 2/13, written as a tableau: its
 * interval of stability on the negative axis grows with the square of the stages (Sommeijer, Shampine and Verwer,
 * Journal of Computational and Applied Mathematics 88, 1998).
 */
export function rungeKuttaChebyshev(stages: number): Tableau {
  const w0 = 1 + 2 / 13 / stages ** 2;
  const T = [1, w0];
  const first = [0, 1];
  const second = [0, 0];
  for (let j = 2; j <= stages; j++) {
    T.push(2 * w0 * T[j - 1]! - T[j - 2]!);
    first.push(2 * T[j - 1]! + 2 * w0 * first[j - 1]! - first[j - 2]!);
    second.push(4 * first[j - 1]! + 2 * w0 * second[j - 1]! - second[j - 2]!);
  }
  const w1 = first[stages]! / second[stages]!;
  const scale = (j: number): number => second[Math.max(j, 2)]! / first[Math.max(j, 2)]! ** 2;
  const none = new Array<number>(stages).fill(0);
  const rows = [none, none.with(0, scale(1) * w1)];
  for (let j = 2; j <= stages; j++) {
    const own = (2 * scale(j) * w1) / scale(j - 1);
    const onStart = -(1 - scale(j - 1) * T[j - 1]!) * own;
    rows.push(
      none.map((_, n) => {
        const before = (2 * w0 * scale(j) * rows[j - 1]![n]!) / scale(j - 1);
        const beforeThat = (-scale(j) * rows[j - 2]![n]!) / scale(j - 2);
        return before + beforeThat + (n === j - 1 ? own : 0) + (n === 0 ? onStart : 0);
      }),
    );
  }
  const a = rows.slice(0, stages).map((row, i) => row.slice(0, i));
  return { name: `rkc2-${stages}`, order: 2, a, b: rows[stages]!, firstSameAsLast: false };
}
