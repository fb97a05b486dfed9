import { cpuBackend } from '@hkmem/backend';
import { expect, test } from 'vitest';
import {
  adaptiveSteps,
  euler,
  fixedSteps,
  hopfield,
  integrate,
  listedSteps,
  RecordedFlow,
  recall,
  rk4,
  Workspace,
} from '../index.ts';

const backend = await cpuBackend.create({});

/** Two tanh units that excite each other: x_1 = x_2 = 0 or +-x* at rest. */
function bistable() {
  const engine = backend.createEngine(hopfield(2, { activation: 'tanh' }));
  engine.writeParameter('hopfield.weights', [0, 2, 2, 0]);
  return engine;
}

test('160,000 samples in one batch: fixed steps, adaptive steps and recall', async () => {
  const engine = bistable();
  const side = 400;
  const x = new Float64Array(2 * side * side);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      x[2 * (i * side + j)] = -2 + (4 * i) / (side - 1);
      x[2 * (i * side + j) + 1] = -2 + (4 * j) / (side - 1);
    }
  }
  const fixed = await integrate(engine, { x }, { solver: rk4, control: fixedSteps(2), until: 0.3 });
  const adaptive = await integrate(engine, { x }, { until: 0.3 });
  const recalled = await recall(engine, { x }, { until: 0.3 });
  const far = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a).reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);
  expect(far(fixed.state.x!, adaptive.state.x!)).toBeLessThan(3e-3);
  expect(recalled.code).toBe('reached-end');
  expect(far(recalled.state.x!, adaptive.state.x!)).toBeLessThan(3e-3);
  // One of them alone takes the same way, to the tolerance.
  const alone = await integrate(engine, { x: x.slice(2000, 2002) }, { until: 0.3 });
  expect(far(alone.state.x!, adaptive.state.x!.slice(2000, 2002))).toBeLessThan(3e-3);
}, 120_000);

const decay = () => backend.createEngine(hopfield(1, { activation: 'identity' }));
const x = Float64Array.of(1);

test('200,000 steps: fixed, listed, adaptive with save times, and walked back', async () => {
  const steps = 200_000;
  const fixed = await integrate(decay(), { x }, { solver: euler, control: fixedSteps(steps) });
  expect(fixed.statistics.accepted).toBe(steps);
  // (1 - 1/n)^n.
  expect(Math.abs(fixed.state.x![0]! - (1 - 1 / steps) ** steps)).toBeLessThan(1e-11);
  const sizes = new Float64Array(steps).fill(1 / steps);
  const listed = await integrate(decay(), { x }, { solver: euler, control: listedSteps(Array.from(sizes)) });
  expect(Math.abs(listed.state.x![0]! - fixed.state.x![0]!)).toBeLessThan(1e-11);

  // Factors of 1 keep every step at its first size.
  const control = adaptiveSteps({
    firstStep: 1 / steps,
    largestFactor: 1,
    smallestFactor: 1,
    maximumSteps: 2 * steps,
  });
  const legs = await integrate(decay(), { x }, { control, saveAt: [0.9] });
  expect(legs.statistics.accepted).toBeGreaterThan(190_000);
  expect(Math.abs(legs.saved[0]!.state.x![0]! - Math.exp(-0.9))).toBeLessThan(1e-10);
  expect(Math.abs(legs.state.x![0]! - Math.exp(-1))).toBeLessThan(1e-10);

  const engine = decay();
  const workspace = new Workspace(engine, 1);
  const recorded = new RecordedFlow(workspace, {
    solver: euler,
    control: fixedSteps(steps),
    until: 1,
    renormalise: false,
  });
  const [state, cotangent] = [workspace.take(), workspace.take()];
  engine.writeState(state, { x });
  await recorded.forward(state);
  engine.writeState(cotangent, { x: Float64Array.of(1) });
  recorded.backward(cotangent);
  const { x: gradient } = await engine.readState(cotangent);
  expect(Math.abs(gradient![0]! - (1 - 1 / steps) ** steps)).toBeLessThan(1e-11);
  recorded.release();
  workspace.dispose();
}, 120_000);
