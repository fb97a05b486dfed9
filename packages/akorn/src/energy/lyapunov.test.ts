import { expect, test } from 'vitest';
import { keyOf, randomParameters } from '../../test/layers.ts';
import type { HostParameters } from '../layer/initialise.ts';
import { runLayer } from '../layer/layer.ts';
import type { LayerSpec } from '../layer/layer-spec.ts';
import { float64Operations as operations } from '../operations/float64/float64-operations.ts';
import { lyapunovCase } from './lyapunov.ts';
import { lyapunovEnergies } from './lyapunov-energies.ts';

const [C, side, batch, steps] = [8, 4, 3, 400];
const size = batch * side * side * C;
const plain: LayerSpec = {
  channels: C,
  n: 4,
  height: side,
  width: side,
  connectivity: { kind: 'convolution', kernel: 3 },
  stimulus: 'none',
  rotation: 'none',
  project: true,
};

/** (W + W^T) / 2 of convolution weights [C, C, 3, 3]. */
function symmetric(parameters: HostParameters): HostParameters {
  const { shape, data } = parameters['connectivity.weight']!;
  const half = data.map((_, index) => {
    const [o, i, tap] = [Math.floor(index / (C * 9)), Math.floor(index / 9) % C, index % 9];
    return (data[index]! + data[(i * C + o) * 9 + 8 - tap]!) / 2;
  });
  return { ...parameters, 'connectivity.weight': { shape, data: half } };
}

/** (W + K W K^T) / 2, which commutes with turning all pairs. */
function commuting(parameters: HostParameters): HostParameters {
  const { shape, data } = parameters['connectivity.weight']!;
  const mean = data.map((value, index) => {
    const [o, i, tap] = [Math.floor(index / (C * 9)), Math.floor(index / 9) % C, index % 9];
    const sign = o % 2 === i % 2 ? 1 : -1;
    return (value + sign * data[((o ^ 1) * C + (i ^ 1)) * 9 + tap]!) / 2;
  });
  const bias = { shape: [C], data: new Float64Array(C) };
  return { ...parameters, 'connectivity.weight': { shape, data: mean }, 'connectivity.bias': bias };
}

/** The largest rise of E from one step to the next, and how far it falls in all. */
function energyAlong(
  spec: LayerSpec,
  host: HostParameters,
  stimulus: Float64Array,
): { largestRise: number; fall: number } {
  const parameters = Object.fromEntries(
    Object.entries(host).map(([name, { data, shape }]) => [name, operations.upload(data, shape)]),
  );
  const rows = [batch * side * side, C];
  const start = operations.upload(keyOf(3).normal(size), rows);
  const input = {
    x: start,
    c: operations.upload(stimulus, rows),
    gamma: operations.upload([0.01], [1]),
    parameters,
    batch,
    steps,
  };
  const { states } = runLayer(operations, spec, input, { budget: 'none', states: true });
  const energies = states.map((x) => lyapunovEnergies(operations, spec, { ...input, x }).data);
  let largestRise = Number.NEGATIVE_INFINITY;
  for (let step = 1; step < steps; step++) {
    for (let b = 0; b < batch; b++) {
      largestRise = Math.max(largestRise, energies[step]![b]! - energies[step - 1]![b]!);
    }
  }
  return { largestRise, fall: energies[0]![0]! - energies.at(-1)![0]! };
}

const stimulus = keyOf(4).normal(size);
const nothing = new Float64Array(size);
const free = randomParameters(plain, keyOf(5));

test('with a symmetric J and nothing that turns by itself the energy falls at every step', () => {
  for (const rotation of ['none', 'identity'] as const) {
    for (const project of [true, false]) {
      const spec = { ...plain, rotation, project };
      expect(lyapunovCase(spec, symmetric(free), stimulus)).toMatchObject({ kind: 'descent' });
      const { largestRise, fall } = energyAlong(spec, symmetric(free), stimulus);
      expect(largestRise).toBeLessThan(1e-10);
      expect(fall).toBeGreaterThan(10);
    }
  }
});

test('with a free J it rises', () => {
  expect(lyapunovCase(plain, free, stimulus)).toMatchObject({ kind: 'none' });
  expect(lyapunovCase(plain, free, stimulus).reason).toMatch(/not symmetric/);
  expect(energyAlong(plain, free, stimulus).largestRise).toBeGreaterThan(0.01);
});

test('one common rotation leaves the energy falling where J commutes with it and there is no stimulus', () => {
  const spec: LayerSpec = { ...plain, rotation: 'global' };
  const rate = { 'omg.omg_param': { shape: [2], data: Float64Array.of(0.6, 0.8) } };
  const turning = { ...commuting(symmetric(free)), ...rate };
  expect(lyapunovCase(spec, turning, nothing)).toMatchObject({ kind: 'commonRotation' });
  expect(energyAlong(spec, turning, nothing).largestRise).toBeLessThan(1e-10);

  expect(lyapunovCase(spec, turning, stimulus).reason).toMatch(/stimulus or bias/);
  expect(lyapunovCase(spec, turning).kind).toBe('none');
  expect(
    energyAlong(
      spec,
      turning,
      stimulus.map((value) => 3 * value),
    ).largestRise,
  ).toBeGreaterThan(1e-4);
  expect(lyapunovCase(spec, { ...symmetric(free), ...rate }, nothing).reason).toMatch(/commute/);
});

test('rates that differ, no rate at all, and attention are told apart', () => {
  const spec: LayerSpec = { ...plain, rotation: 'perPair' };
  const rates = (data: Float64Array): HostParameters => ({
    ...symmetric(free),
    'omg.omg_param': { shape: [C / 2, 2], data },
  });
  expect(lyapunovCase(spec, rates(Float64Array.of(1, 0, 1, 0, 1, 0, 2, 0))).reason).toMatch(/different rates/);
  expect(lyapunovCase(spec, rates(new Float64Array(C))).kind).toBe('descent');
  expect(lyapunovCase({ ...plain, connectivity: { kind: 'attention', heads: 2, gta: false } }, {}).kind).toBe('none');
});
