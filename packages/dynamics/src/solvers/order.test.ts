import { describe, expect, test } from 'vitest';
import { distance, randomEngine, randomStart } from '../../test/random-engine.ts';
import { evaluationsPerStep, fixedSteps, hopfield, integrate, solverByName, solvers, tsit5 } from '../index.ts';
import { computeStages, weighted } from '../stepping/runge-kutta-step.ts';
import { controlOrder } from './tableau.ts';

const spec = hopfield(6, { activation: 'identity' });

/** x(1) of dx/dt = (W - 1) x + b in closed form: the flow of an augmented linear system by the series of exp. */
async function closedForm(): Promise<Float64Array> {
  const engine = await randomEngine(spec, 5);
  const V = await engine.readParameter('hopfield.weights');
  const b = await engine.readParameter('hopfield.bias');
  const x = Float64Array.from(randomStart(spec, 1, 5).x!);
  const N = spec.neurons;
  let term = [...x, 1];
  const sum = [...term];
  for (let n = 1; n < 60; n++) {
    const next = new Array<number>(N + 1).fill(0);
    for (let i = 0; i < N; i++) {
      next[i] = b[i]! * term[N]! - term[i]!;
      for (let j = 0; j < N; j++) next[i]! += ((V[i * N + j]! + V[j * N + i]!) / 2) * term[j]!;
    }
    term = next.map((value) => value / n);
    term.forEach((value, i) => {
      sum[i]! += value;
    });
  }
  return Float64Array.from(sum.slice(0, N));
}

describe('the error falls with the order of the method', () => {
  test.for(Object.values(solvers).map((solver) => [solver.name, solver] as const))('%s', async ([, solver]) => {
    const engine = await randomEngine(spec, 5);
    const start = randomStart(spec, 1, 5);
    const exact = { x: await closedForm() };
    const error = async (steps: number): Promise<number> => {
      const control = fixedSteps(steps);
      return distance((await integrate(engine, start, { solver, control })).state, exact);
    };
    // Small enough for the leading term (tsit5's is tiny, so later), large enough to stay above rounding (1e-15).
    const steps = solver === tsit5 ? 48 : solver.order === 5 ? 16 : 40;
    const slope = Math.log2((await error(steps)) / (await error(2 * steps)));
    expect(Math.abs(slope - solver.order), `slope ${slope}`).toBeLessThan(0.15);
  });
});

test('the embedded error of a pair has the order below plus one', async () => {
  for (const solver of Object.values(solvers)) {
    if (solver.error === undefined) continue;
    expect(solver.error.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12);
    expect(solver.b.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  }
});

test('the error estimate of a pair falls with its order', async () => {
  const engine = await randomEngine(spec, 5);
  const [state, before] = [engine.createState(1), engine.createState(1)];
  engine.writeState(before, randomStart(spec, 1, 5));
  for (const solver of Object.values(solvers)) {
    if (solver.error === undefined) continue;
    const { error } = solver;
    const k = solver.b.map(() => engine.createState(1));
    const estimate = async (h: number): Promise<number> => {
      computeStages(
        engine,
        solver,
        h,
        before,
        k.map(() => state),
        k,
        k.length,
        false,
      );
      return (await engine.errorNorms(before, before, weighted(error, h, k), 0, 1))[0]!;
    };
    const slope = Math.log2((await estimate(1 / 64)) / (await estimate(1 / 128)));
    expect(slope, solver.name).toBeCloseTo(controlOrder(solver), 0);
  }
});

test('stages that the end does not need are not counted', () => {
  expect(evaluationsPerStep(tsit5)).toBe(6);
  expect(solverByName('rk4').order).toBe(4);
  expect(() => solverByName('rk5')).toThrow(/'rk5' is not known, allowed are 'euler'/);
});
