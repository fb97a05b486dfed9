import type { Tableau } from '@hkmem/dynamics';
import { expect, test } from 'vitest';
import { butcher5, kutta3, ralston2, rk38, rungeKuttaChebyshev } from './tableaux.ts';

/** y(h) of dy/dt = z y / h from y = 1: the stability function. */
function stability({ a, b }: Tableau, z: number): number {
  const k: number[] = [];
  for (const row of a) k.push(1 + z * row.reduce((sum, coefficient, j) => sum + coefficient * k[j]!, 0));
  return 1 + z * b.reduce((sum, weight, i) => sum + weight * k[i]!, 0);
}

/** y(1) of dy/dt = y^2 / 2 from y = 1 with so many steps; exactly 2. */
function nonlinearError({ a, b }: Tableau, steps: number): number {
  let y = 1;
  for (let n = 0; n < steps; n++) {
    const k: number[] = [];
    for (const row of a) k.push((y + row.reduce((sum, c, j) => sum + c * k[j]!, 0) / steps) ** 2 / 2);
    y += b.reduce((sum, weight, i) => sum + weight * k[i]!, 0) / steps;
  }
  return Math.abs(y - 2);
}

test.for([ralston2, kutta3, rk38, butcher5, ...[2, 3, 4, 8].map(rungeKuttaChebyshev)])(
  '$name has its order',
  (tableau) => {
    const slope = Math.log2(nonlinearError(tableau, 20) / nonlinearError(tableau, 40));
    expect(Math.abs(slope - tableau.order), `slope ${slope}`).toBeLessThan(0.25);
  },
);

test.for([2, 4, 8])('Runge-Kutta-Chebyshev of %i stages is stable up to 0.65 of the squared stages', (stages) => {
  const tableau = rungeKuttaChebyshev(stages);
  // 2/3 (s^2 - 1)(1 - 2/15 damping), Sommeijer, Shampine and Verwer, equation 2.5.
  const interval = (2 / 3) * (stages ** 2 - 1) * (1 - (2 / 15) * (2 / 13));
  for (let share = 0; share <= 1; share += 1 / 64) {
    expect(Math.abs(stability(tableau, -share * interval))).toBeLessThanOrEqual(1 + 1e-12);
  }
  expect(Math.abs(stability(tableau, -1.2 * interval))).toBeGreaterThan(1);
});
