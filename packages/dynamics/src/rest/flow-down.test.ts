import { cpuBackend, ValueError } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { adaptiveSteps, fixedPoint, hopfield, tsit5, writeParameters } from '../index.ts';
import { newtonDirections } from './conjugate-gradients.ts';
import { type FlowDownSettings, type FlowingSample, flowDown } from './flow-down.ts';
import { RestProblem } from './rest-problem.ts';

/** dx/dt = b - x + w x of one linear unit. */
async function linear(w: number, b: number): Promise<RestProblem> {
  const engine = (await cpuBackend.create({})).createEngine(hopfield(1, { activation: 'identity' }));
  writeParameters(engine, { 'hopfield.weights': [w], 'hopfield.bias': [b] });
  return RestProblem.of(engine);
}

describe('down the flow of one linear unit, x = x0 e^-t', () => {
  const settings: FlowDownSettings = {
    solver: tsit5,
    control: adaptiveSteps({ rtol: 1e-9, atol: 1e-12 }),
    below: 0,
    until: 2,
  };
  const samplesAt = (...starts: readonly number[]): FlowingSample[] =>
    starts.map((start) => ({ state: Float64Array.of(start) }));

  test('every sample has the whole time, whichever leave before', async () => {
    const samples = samplesAt(3, -2, 0.5, 1e-3, 1);
    // The fourth is below 0.2 from the start on, the third from t = 0.92 on, where the batch is made smaller.
    await flowDown(await linear(0, 0), samples, { ...settings, below: 0.2 });
    for (const [n, start] of [3, -2].entries()) {
      expect(samples[n]!.state[0]).toBeCloseTo(start * Math.exp(-2), 7);
    }
    for (const n of [2, 3, 4]) expect(Math.abs(samples[n]!.state[0]!)).toBeLessThanOrEqual(0.2);
    expect(samples.some(({ diverged }) => diverged)).toBe(false);
  });

  test('at the end of the time it ends, and at once if nothing moves', async () => {
    const problem = await linear(0, 0);
    const [sample] = samplesAt(1);
    await flowDown(problem, [sample!], settings);
    expect(sample!.state[0]).toBeCloseTo(Math.exp(-2), 8);
    const before = problem.cost.fields;
    await flowDown(problem, samplesAt(1e-3, 1e-4), { ...settings, below: 0.2 });
    expect(problem.cost.fields).toBe(before);
  });

  test('at the limit of steps all stop', async () => {
    const problem = await linear(0, 0);
    const samples = samplesAt(1, 2);
    const control = adaptiveSteps({ rtol: 1e-9, atol: 1e-12, firstStep: 1e-3, maximumSteps: 3 });
    await flowDown(problem, samples, { ...settings, control, until: 50 });
    expect(samples[0]!.state[0]).toBeGreaterThan(0.8);
    expect(samples[1]!.state[0]! / samples[0]!.state[0]!).toBeCloseTo(2, 12);
  });

  test('a sample that diverges is marked, and the others go on', async () => {
    const engine = (await cpuBackend.create({})).createEngine(hopfield(1, { activation: 'relu' }));
    writeParameters(engine, { 'hopfield.weights': [30], 'hopfield.bias': [0] });
    const samples = samplesAt(1, -1);
    await flowDown(await RestProblem.of(engine), samples, {
      ...settings,
      control: adaptiveSteps(),
      until: 200,
      below: 0.01,
    });
    expect(samples.map(({ diverged }) => diverged === true)).toEqual([true, false]);
    expect(Number.isFinite(samples[0]!.state[0]!)).toBe(true);
    expect(Math.abs(samples[1]!.state[0]!)).toBeLessThan(0.01);
  });
});

describe('Newton directions of one linear unit, whose energy curves by 1 - w', () => {
  const directionOf = async (w: number) => {
    const problem = await linear(w, 1);
    const state = Float64Array.of(0);
    const [found] = await newtonDirections(
      problem,
      [state],
      [problem.metricAt(state)],
      [Float64Array.of(1)],
      [1e-6],
      10,
    );
    return { step: found!.step[0]!, negative: found!.negative };
  };

  test('go to the rest where it curves up, and say where it curves down', async () => {
    const up = await directionOf(0.5);
    expect(up.negative).toBe(false);
    expect(up.step).toBeCloseTo(2, 8);
    expect(await directionOf(2)).toMatchObject({ negative: true });
    expect(await directionOf(1.001)).toMatchObject({ negative: true });
  });

  test('are none, and not down, where it does not curve', async () => {
    const flat = await directionOf(1);
    expect(flat.negative).toBe(false);
    expect(flat.step).toBeCloseTo(0, 12);
  });
});

test('Lagrangians of all units but softmax have no rest that is looked for', async () => {
  const engine = (await cpuBackend.create({})).createEngine(hopfield(2, { activation: 'sphericalNorm' }));
  writeParameters(engine, { 'hopfield.weights': [0, 0.1, 0.1, 0], 'hopfield.bias': [0.1, 0] });
  const refused = fixedPoint(engine, { x: Float64Array.of(0.2, 0.1) });
  await expect(refused).rejects.toThrow(ValueError);
  await expect(refused).rejects.toThrow(
    /rest of units: got sphericalNorm, allowed is softmax or a law of single units/,
  );
});
