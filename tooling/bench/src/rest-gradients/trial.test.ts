import { expect, test } from 'vitest';
import { gradientTable, gradientTrial } from './trial.ts';
import { adjointWay, equilibriumWay, implicitWay } from './ways.ts';

test('ways to a gradient at rest are held against the exact one', async () => {
  const ways = [adjointWay(3), adjointWay(10), implicitWay(1e-6), equilibriumWay(0.01)];
  const rows = await gradientTrial(1, () => {}, ways, { batch: 4, test: 10 });
  const named = (name: string) => rows.find((row) => row.name.startsWith(name))!;
  expect(named('implicit').cosines[0]).toBeGreaterThan(1 - 1e-6);
  expect(named('adjoint of the flow to T = 3').cosines[0]).toBeLessThan(
    named('adjoint of the flow to T = 10').cosines[0],
  );
  // Off by the square of the nudge.
  expect(named('equilibrium propagation').cosines[0]).toBeGreaterThan(1 - 1e-4);
  expect(gradientTable(rows).split('\n')).toHaveLength(rows.length + 2);
});
