import { jointEpsilon, parametersOfSystem, resolveSystem, type SystemSpec } from '@hkmem/backend';
import { lagrangian } from '@hkmem/laws';
import { expect, test } from 'vitest';
import { activityFacts, activityFactsOf, convexLayers } from './activity-facts.ts';
import { checkActivities } from './check-activities.ts';
import { unitBounds } from './unit-bounds.ts';

const learned = lagrangian('b * x^2 / 2 + softplus(c * x)', { b: 'one', c: { per: 'neuron', start: 2 } });

test('bounds of every layer by its own Lagrangian', () => {
  const layers = [
    { size: 2, activation: 'tanh' },
    { size: 3, activation: 'softmax', beta: 4 },
    { size: 4, activation: 'layerNorm', beta: 2 },
    { size: 1, activation: 'sphericalNorm', beta: 'layer' },
    { size: 2, activation: learned },
  ] as const;
  const spec: SystemSpec = { neurons: 12, threshold: { activation: 'relu', layers } };
  const beta = Object.values(resolveSystem(spec).layers[3]!.paths)[0]!;
  const { b, c } = resolveSystem(spec).layers[4]!.paths as { readonly b: string; readonly c: string };
  const parameters = { [beta]: [8], [b]: [0.5], [c]: [1, 3] };
  const bounds = unitBounds(spec, parameters);
  const infinite = Number.POSITIVE_INFINITY;
  expect([...bounds.low]).toEqual([-1, -1, 0, 0, 0, -2, -2, -2, -2, -1, -infinite, -infinite]);
  expect([...bounds.high]).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 1, infinite, infinite]);
  const root = Math.sqrt(jointEpsilon);
  const curvature = [1, 1, 0.5, 0.5, 0.5, root / 2, root / 2, root / 2, root / 2, root / 8];
  curvature.forEach((value, i) => {
    expect(bounds.curvature[i]! / value).toBeCloseTo(1, 2);
  });
  // b + c^2 / 4 at c = 3, for all units of the layer; intervals are wider than what they bound.
  expect(bounds.curvature[10]).toBe(bounds.curvature[11]);
  expect(bounds.curvature[10]).toBeLessThanOrEqual(1 / 2.75);
  expect(bounds.curvature[10]).toBeGreaterThan(0.75 / 2.75);
  expect(bounds.simplexes.map(({ start }) => start)).toEqual([2]);
  expect(parametersOfSystem(spec).filter(({ role }) => role === 'lagrangian')).toHaveLength(3);
});

test('a beta that may be 0 bounds no slope, and a constant activity has none', () => {
  const layers = [
    { size: 1, activation: 'softmax', beta: 'layer' },
    { size: 1, activation: lagrangian('3 * x') },
  ] as const;
  const spec: SystemSpec = { neurons: 2, threshold: { activation: 'relu', layers } };
  const beta = Object.values(resolveSystem(spec).layers[0]!.paths)[0]!;
  const { curvature, low, high } = unitBounds(spec, { [beta]: [0] });
  expect([...curvature]).toEqual([0, Number.POSITIVE_INFINITY]);
  expect([low[1], high[1]]).toEqual([3, 3]);
});

test('facts of Lagrangians of all units', () => {
  const root = 1 / Math.sqrt(jointEpsilon);
  expect(activityFacts.softmax).toEqual({ range: [0, 1], simplex: true, steepness: 0.5, convex: true });
  expect(activityFacts.sphericalNorm).toEqual({ range: [-1, 1], simplex: false, steepness: root, convex: true });
  expect(activityFacts.layerNorm).toMatchObject({ simplex: false, steepness: root, convex: true });
  expect(activityFacts.layerNorm.range).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect(activityFacts.logSumRelu).toMatchObject({ simplex: false, convex: false });
  expect(activityFacts.logSumRelu.range[1]).toBeCloseTo(1 / jointEpsilon, 6);
});

test('a law whose slope hangs on parameters has none that is known', () => {
  expect(activityFactsOf(learned).steepness).toBe(Number.POSITIVE_INFINITY);
  expect(activityFactsOf(lagrangian('x^2'))).toMatchObject({ steepness: expect.closeTo(2, 1), convex: true });
  const waves = lagrangian('cos(x)', {}, { nonConvex: true });
  expect(activityFactsOf(waves).convex).toBe(false);
  const spec = (activation: 'relu' | typeof waves): SystemSpec => ({
    neurons: 2,
    threshold: { activation: 'tanh', layers: [1, { size: 1, activation }] },
  });
  expect(convexLayers(spec('relu'))).toBe(true);
  expect(convexLayers(spec(waves))).toBe(false);
  expect(convexLayers({ neurons: 2, threshold: { activation: 'logSumRelu' } })).toBe(false);
  const graph = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
  const oscillators = { dimension: 2, graph, interaction: 'linear', omega: 'none' } as const;
  expect(convexLayers({ neurons: 2, oscillators })).toBe(true);
});

test('activities of a law are told by its formula, ends are reached, and nothing is always right', () => {
  const clip = lagrangian('relu(x)^2 / 2 - relu(x - 3)^2 / 2');
  expect(() => checkActivities('cue', clip, [0, 3])).not.toThrow();
  expect(() => checkActivities('cue', clip, [])).not.toThrow();
  expect(() => checkActivities('cue', clip, [1, 3.5])).toThrow(`activities of '${clip.formula}'`);
  expect(() => checkActivities('cue', 'tanh', [1, -1])).not.toThrow();
  expect(() => checkActivities('cue', 'tanh', [1.01])).toThrow(
    /entry 0: got 1.01, allowed is -1 to 1.*Scale what is shown/,
  );
});
