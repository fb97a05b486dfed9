import { type Engine, RandomKey, type SystemSpec, sizeOf } from '@hkmem/backend';
import { largestError, randomGraph } from '@hkmem/backend/conformance';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adapterAbsence } from '../../test/software-vulkan.ts';
import { CountingDevice } from '../cost/counting-device.ts';
import { type WebgpuBackend, webgpuBackend } from '../webgpu-backend.ts';
import { WebgpuEngine } from './webgpu-engine.ts';

/** Between two orders of sums of some hundred float32 terms. */
const tolerance = 2e-5;
const key = RandomKey.fromSeed(31);
const graph = randomGraph(key.fold('graph'), 70, 0.2);
const coupled: SystemSpec = {
  neurons: 70,
  threshold: { activation: 'tanh' },
  oscillators: { dimension: 4, graph, interaction: 'mlpShared', hidden: [4], omega: 'global' },
  coupling: { kind: 'additive', graph, kappaH: 1, kappaK: 1 },
};
const softmax: SystemSpec = { neurons: 300, threshold: { activation: 'softmax' } };

/** Everything that is added up over lanes, from one seed; arrays by name. */
async function measure(engine: Engine, batch: number): Promise<Record<string, ArrayLike<number>>> {
  const { spec } = engine;
  for (const [path, shape] of engine.shapes) {
    const values = Float32Array.from(key.fold(path).normal(sizeOf(shape)), (value) => 0.1 * value);
    engine.writeParameter(path, values);
  }
  const D = spec.oscillators?.dimension ?? 0;
  const [state, cotangent, out] = [engine.createState(batch), engine.createState(batch), engine.createState(batch)];
  engine.writeState(state, {
    x: Float32Array.from(key.fold('x').normal(batch * spec.neurons)),
    ...(D > 0 && { s: Float32Array.from(key.fold('s').normal(batch * spec.neurons * D)) }),
  });
  const readout = { kind: 'threshold', classes: 3 } as const;
  const loss = await engine.loss(state, [{ readout, labels: new Uint8Array(batch).fill(1) }], cotangent);
  engine.setTrainable([...engine.shapes.keys()]);
  engine.vjp(state, cotangent, out);
  const pulled = await engine.readState(out);
  const clock = engine.createStepClock!({
    order: 3,
    until: 1,
    rtol: 1e-2,
    atol: 1e-2,
    firstStep: 0.3,
    minimumStep: 1e-8,
    integral: 1,
    proportional: 0,
    safety: 0.9,
    smallestFactor: 0.2,
    largestFactor: 5,
  });
  clock.decide(state, out, [[0.1, cotangent]]);
  const { decisions } = await clock.read();
  clock.dispose();
  const gradients: [string, ArrayLike<number>][] = [];
  for (const path of engine.shapes.keys()) gradients.push([path, await engine.readGradient(path)]);
  engine.field(state, out);
  return {
    loss: [loss],
    ...Object.fromEntries(gradients),
    pulled: pulled.x!,
    field: (await engine.readState(out)).x!,
    norms: await engine.norms(state),
    errors: await engine.errorNorms(state, out, [[0.1, cotangent]], 1e-2, 1e-2),
    ...(await engine.energies(state)),
    decision: decisions.flatMap(({ h, ratio, next }) => [h, ratio, next]),
  };
}

/** Names of the kernels that a measurement runs, by whether their text uses subgroups. */
async function kernelsOf(spec: SystemSpec, batch: number, subgroups: boolean): Promise<Set<string>> {
  const device = new CountingDevice();
  const engine = new WebgpuEngine(spec, device, subgroups);
  await measure(engine, batch).catch(() => undefined);
  const names = device.dispatched.flatMap(({ kernel }) => {
    const uses = /subgroup(Add|Max)\(/.test(kernel.code);
    expect(/enable subgroups;[\s\S]*requires subgroup_id;/.test(kernel.code)).toBe(uses);
    expect(kernel.code.includes('@builtin(subgroup_id) subgroupNumber')).toBe(uses);
    return uses ? [kernel.name] : [];
  });
  return new Set(names);
}

test('every tree of sums is made of subgroups where they are to be used, and none elsewhere', async () => {
  const trees = ['loss state', 'sumRows', 'skewSum', 'decide', 'sumOfRuns'];
  expect([...(await kernelsOf(coupled, 3, true))].sort()).toEqual(trees.sort());
  const one = ['loss state', 'softmax', 'softmaxReverse', 'decide', 'sumOfRuns'];
  expect([...(await kernelsOf(softmax, 1, true))].sort()).toEqual(one.sort());
  expect([...(await kernelsOf(softmax, 8, true))].sort()).toEqual(['decide', 'loss state', 'sumOfRuns']);
  for (const spec of [coupled, softmax]) expect(await kernelsOf(spec, 1, false)).toEqual(new Set());
});

describeOn('webgpu', await adapterAbsence(), () => {
  let [withThem, without]: [WebgpuBackend | undefined, WebgpuBackend | undefined] = [undefined, undefined];
  beforeAll(async () => {
    withThem = await webgpuBackend.create();
    without = await webgpuBackend.create({ subgroups: false });
  });
  afterEach(() => withThem!.finish());
  afterAll(async () => {
    await withThem!.dispose();
    await without!.dispose();
  });

  test('the device has subgroups if its adapter has, and they can be turned off', () => {
    const { features } = withThem!.device;
    expect(withThem!.subgroups).toBe(features.has('subgroups'));
    expect(without!.subgroups).toBe(false);
    expect(without!.device).toBe(withThem!.device);
  });

  describe.each([
    ['coupled', coupled, 3],
    ['softmax of one sample', softmax, 1],
  ] as const)('%s', (_, spec, batch) => {
    const run = async (backend: WebgpuBackend): Promise<Record<string, ArrayLike<number>>> => {
      const engine = backend.createEngine(spec);
      const measured = await measure(engine, batch);
      engine.dispose();
      return measured;
    };

    test('both ways repeat bit for bit and agree', async () => {
      const [first, second] = [await run(withThem!), await run(without!)];
      expect(await run(withThem!)).toEqual(first);
      expect(await run(without!)).toEqual(second);
      for (const [name, values] of Object.entries(first)) {
        expect(values.length).toBe(second[name]!.length);
        expect(largestError(values, second[name]!).error, name).toBeLessThanOrEqual(tolerance);
      }
    });
  });
});
