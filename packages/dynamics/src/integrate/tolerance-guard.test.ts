import { cpuBackend, type Engine, type SystemSpec } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { ClockedEngine, Float32Engine } from '../../test/clocked-engine.ts';
import {
  adaptiveSteps,
  heun,
  hopfield,
  integrate,
  RecordedFlow,
  recall,
  StepControlError,
  smallestTolerance,
  ToleranceError,
  tsit5,
  Workspace,
} from '../index.ts';

class SingleEngine extends Float32Engine {
  override readonly precision = 'float32';
}

class SingleClockedEngine extends ClockedEngine {
  override readonly precision = 'float32';
}

const cpu = await cpuBackend.create({});
const engines: readonly (readonly [string, (spec: SystemSpec) => Engine])[] = [
  ['float64', (spec) => cpu.createEngine(spec)],
  ['float32, decided on the host', (spec) => new SingleEngine(spec)],
  ['float32, decided by the engine', (spec) => new SingleClockedEngine(spec)],
];
/** dx/dt = -x, so that x(1) = exp(-1). */
const decay = hopfield(1, { activation: 'identity' });
const x = Float64Array.of(1);

describe.each(engines)('%s', (_name, create) => {
  const engine = create(decay);
  const least = smallestTolerance[engine.precision];

  test.for([1e-3, 1e-6, 1e-7, 3e-8, 1e-9, 1e-12, 1e-13, 1e-15, 1e-16])(
    'rtol %d is reached within ten times of it, or refused by name',
    async (rtol) => {
      for (const maximumSteps of [5_000, 1_000_000]) {
        const control = adaptiveSteps({ rtol, atol: rtol / 1000, maximumSteps });
        if (rtol >= least) {
          const { code, state } = await integrate(engine, { x }, { control });
          expect(code).toBe('reached-end');
          expect(Math.abs(state.x![0]! - Math.exp(-1))).toBeLessThan(10 * rtol);
        } else {
          await expect(integrate(engine, { x }, { control })).rejects.toThrow(ToleranceError);
          await expect(recall(engine, { x }, { control })).rejects.toThrow(ToleranceError);
          await expect(integrate(engine, { x }, { control, throwOnFailure: false })).rejects.toThrow(
            `allowed is in ${engine.precision} an rtol from ${least.toPrecision(3)}`,
          );
        }
      }
    },
  );

  test('the smallest tolerance itself is kept', async () => {
    for (const solver of [tsit5, heun]) {
      const control = adaptiveSteps({ rtol: least, atol: least, maximumSteps: 1_000_000 });
      // It would take some 10^7 steps.
      if (solver === heun && engine.precision === 'float64') continue;
      const { state } = await integrate(engine, { x }, { solver, control });
      expect(Math.abs(state.x![0]! - Math.exp(-1))).toBeLessThan(20 * least);
    }
  });

  test('atol makes up for a small rtol, and the other way round', async () => {
    const { code } = await integrate(engine, { x }, { control: adaptiveSteps({ rtol: least / 1e3, atol: 1e-4 }) });
    expect(code).toBe('reached-end');
    const near0 = await integrate(engine, { x }, { control: adaptiveSteps({ rtol: 1e-4, atol: 1e-30 }) });
    expect(near0.code).toBe('reached-end');
    // Of a state of 0 any tolerance is kept.
    const still = await integrate(engine, { x: Float64Array.of(0) }, { control: adaptiveSteps({ rtol: least / 1e3 }) });
    expect(still.state.x![0]).toBe(0);
  });

  test('an atol that the numbers cannot keep ends with step-underflow, at the first step or where the state has grown', async () => {
    const control = adaptiveSteps({ rtol: 0, atol: least / 10, minimumStep: 0, maximumSteps: 1_000_000 });
    const end = await integrate(engine, { x }, { control, throwOnFailure: false });
    expect([end.code, end.statistics.accepted]).toEqual(['step-underflow', 1]);
    const failed = integrate(engine, { x }, { control });
    await expect(failed).rejects.toThrow(StepControlError);
    await expect(failed).rejects.toThrow(`below ${least.toPrecision(3)} of the state`);

    const growing = create(decay);
    growing.writeParameter('hopfield.weights', [11]);
    const grown = await integrate(
      growing,
      { x: Float64Array.of(1e-3) },
      { control: adaptiveSteps({ rtol: least / 4, atol: least / 4, maximumSteps: 1_000_000 }), throwOnFailure: false },
    );
    // dx/dt = 10 x is at 1/3 of a state of 1 when atol becomes too small: t = ln(333) / 10 = 0.58.
    expect(grown.code).toBe('step-underflow');
    expect(Math.abs(grown.t - Math.log((1e3 * 1) / 3) / 10)).toBeLessThan(0.02);
  });

  test.for([1e-160, 1e-300, 5e-324])(
    'an atol of %d, by which no error can be divided, is one that is too small',
    async (atol) => {
      const control = adaptiveSteps({ rtol: 0, atol });
      for (const from of [1, 0]) {
        // From 0 a bias moves the state.
        engine.writeParameter('hopfield.bias', [1 - from]);
        const end = await integrate(engine, { x: Float64Array.of(from) }, { control, throwOnFailure: false });
        expect([end.code, end.statistics.accepted]).toEqual(['step-underflow', 0]);
        await expect(integrate(engine, { x: Float64Array.of(from) }, { control })).rejects.toThrow(StepControlError);
      }
      engine.writeParameter('hopfield.bias', [0]);
    },
  );

  test('a gradient of adaptive steps is refused alike', async () => {
    const workspace = new Workspace(engine, 1);
    const control = adaptiveSteps({ rtol: least / 10 });
    const recorded = new RecordedFlow(workspace, { solver: tsit5, control, until: 1, renormalise: false });
    const state = workspace.take();
    engine.writeState(state, { x: Float64Array.of(1e9) });
    await expect(recorded.forward(state)).rejects.toThrow(ToleranceError);
    workspace.dispose();
  });
});
