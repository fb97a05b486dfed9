import { DeviceError, type HostState, RandomKey } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { describe, expect, test, vi } from 'vitest';
import { ClockedEngine, Float32Engine } from '../../test/clocked-engine.ts';
import { randomStart } from '../../test/random-engine.ts';
import {
  adaptiveSteps,
  bosh3,
  hopfield,
  hopfieldKuramoto,
  type IntegrateOptions,
  initialParameters,
  integrate,
  recall,
  tsit5,
  writeParameters,
} from '../index.ts';
import { flow } from './flow.ts';
import { Workspace } from './workspace.ts';

const graph = randomGraph(RandomKey.fromSeed(2), 9, 0.4);
const coupled = hopfieldKuramoto(
  9,
  { activation: 'tanh' },
  { dimension: 3, graph, interaction: 'tanh', omega: 'global' },
  { kind: 'additive' },
);
const growing = hopfield(4, { activation: 'identity' });
const start = randomStart(coupled, 3, 6);
const ones: HostState = { x: new Float64Array(4).fill(1) };

/** One engine that decides by itself and one that waits for the host at every step, with the same numbers. */
function engines(spec: typeof coupled = coupled): readonly [ClockedEngine, Float32Engine] {
  const pair = [new ClockedEngine(spec), new Float32Engine(spec)] as const;
  const options = { startNoise: 1, alpha: 0.3, coupling: 0.3, interaction: 0.5 };
  for (const engine of pair) writeParameters(engine, initialParameters(spec, RandomKey.fromSeed(6), options));
  return pair;
}

describe('decisions of an engine, several a wait, are those of the host, one a wait', () => {
  test.for<[string, IntegrateOptions]>([
    ['defaults', {}],
    ['renormalised', { renormalise: true, until: 4 }],
    ['a refused first step', { control: adaptiveSteps({ firstStep: 2, rtol: 1e-5 }), until: 3 }],
    ['proportional control', { solver: bosh3, control: adaptiveSteps({ integral: 0.7, proportional: 0.4 }) }],
    ['a step limit', { solver: bosh3, control: adaptiveSteps({ maximumSteps: 11, rtol: 1e-6 }), until: 4 }],
    ['a smallest step', { control: adaptiveSteps({ rtol: 0, atol: 1e-12, minimumStep: 1e-3 }) }],
    ['all states kept', { saveAt: 'steps', renormalise: true }],
    ['states at times', { saveAt: [0, 0.3, 0.7] }],
  ])('%s', async ([, options]) => {
    const [clocked, host] = engines();
    const given = { ...options, throwOnFailure: false };
    const end = await integrate(clocked, start, given);
    expect(end).toEqual(await integrate(host, start, given));
    const { accepted, rejected } = end.statistics;
    // Eight tries a wait; each leg to a time has a last wait of its own.
    const legs = Array.isArray(options.saveAt) ? options.saveAt.length : 1;
    expect(clocked.waits).toBeLessThanOrEqual(Math.ceil((accepted + rejected) / 8) + 2 * legs - 1);
  });

  test('a recall that comes to rest between two waits', async () => {
    const [clocked, host] = engines(hopfield(9, { activation: 'tanh' }));
    const options = { steadyBelow: 0.05, keepStates: true };
    const recalled = await recall(clocked, { x: start.x! }, options);
    expect(recalled).toEqual(await recall(host, { x: start.x! }, options));
    expect(recalled.code).toBe('steady-state');
    const tries = recalled.statistics.accepted + recalled.statistics.rejected;
    expect(tries % 8).toBeGreaterThan(0);
    expect(clocked.waits).toBe(Math.ceil(tries / 8));
  });

  test('a flow that diverges', async () => {
    const [clocked, host] = engines(growing);
    const failures = [clocked, host].map((engine) => {
      engine.writeParameter('hopfield.weights', new Float64Array(16).fill(10));
      return integrate(engine, ones, { until: 4000 }).catch((error: Error) => error.message);
    });
    const [own, expected] = await Promise.all(failures);
    expect(expected).toMatch(/^the flow diverged after t = [\d.]+: sample 0/);
    expect(own).toBe(expected);
  });
});

test('states that were copied for a probe are given back if a later try throws', async () => {
  const [engine] = engines();
  const create = vi.spyOn(engine, 'createState');
  const workspace = new Workspace(engine, 3);
  const state = workspace.take();
  engine.writeState(state, start);
  let asked = 0;
  const probe = {
    measure: (): Promise<number> => {
      if (++asked === 3) throw new DeviceError('the device was lost.');
      return Promise.resolve(0);
    },
    look: () => undefined,
  };
  const options = { solver: tsit5, control: adaptiveSteps(), until: 1, renormalise: false };
  await expect(flow(workspace, state, options, probe)).rejects.toThrow(DeviceError);
  expect(asked).toBe(3);
  // `state` alone is in use.
  const made = create.mock.calls.length;
  workspace.takeMany(made - 1);
  expect(create).toHaveBeenCalledTimes(made);
});
