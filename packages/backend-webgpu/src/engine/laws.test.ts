import { RandomKey, type SystemSpec, type ThresholdSpec } from '@hkmem/backend';
import { type ConformanceCase, randomGraph, runCase } from '@hkmem/backend/conformance';
import { couplingLaw, lagrangian, pairLaw } from '@hkmem/laws';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adapterAbsence } from '../../test/software-vulkan.ts';
import { type WebgpuBackend, webgpuBackend } from '../webgpu-backend.ts';

/** As in the conformance suite: float32, and exponentials that WGSL grants some units in the last place. */
const tolerance = 2e-4;
const key = RandomKey.fromSeed(14);

const nematic = pairLaw('C * r^2 / 2', { C: 'edge' });
const threeParameters = pairLaw('A * r + B * softplus(beta * r)', { A: 'edge', B: 'edge', beta: 'one' });
const sixParameters = pairLaw('(a + b) * r + c * r^2 + d * r^3 + (u + a * v) * sin(2 * r)', {
  ...{ a: 'edge', b: 'one', c: 'edge', d: 'one' },
  ...{ u: 'edge', v: 'edge' },
});
const gated = couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: 'one' });
/** Of second order in r, with weights twice, one of them not linearly, and five parameters of its own. */
const rich = couplingLaw(
  '-(a + U) * r * gi * gj - (b * r^2 + c) * tanh(V) * sigmoid(gi + gj) + (d * tanh(gi)^2 * tanh(gj)^2 + m * (gi + gj)) * r / 4',
  { a: 'edge', b: 'edge', c: 'one', d: 'edge', m: 'one', U: 'weight', V: 'weight' },
);
const clipped = lagrangian('(relu(x)^2 - relu(x - 1)^2) / 2');
const leaning = lagrangian('(1 + a^2) * x^2 / 8 + (1 + b^2) * logcosh(x + c) / 2 + (1 + d^2) * softplus(x + h) / 4', {
  ...{ a: 'neuron', b: 'layer', c: 'one' },
  ...{ d: 'neuron', h: 'neuron' },
});

const [N, D] = [18, 3];
const [graph, other] = ['K', 'HK'].map((name) => randomGraph(key.fold(name), N, 0.3)) as [
  ReturnType<typeof randomGraph>,
  ReturnType<typeof randomGraph>,
];
type Oscillators = NonNullable<SystemSpec['oscillators']>;
type Coupling = NonNullable<SystemSpec['coupling']>;
const threshold = (activation: ThresholdSpec['activation'], layers?: readonly number[]): SystemSpec => {
  return { neurons: N, threshold: { activation, ...(layers && { layers }) } };
};
const oscillators = (interaction: Oscillators['interaction']): SystemSpec => {
  return { neurons: N, oscillators: { dimension: D, graph, interaction, omega: 'global' } };
};
const bound = (first: SystemSpec, second: SystemSpec, kind: Coupling['kind'], on = graph): SystemSpec => {
  return { ...first, ...second, coupling: { kind, graph: on, kappaH: 0.7, kappaK: 1.6 } };
};

const manyEdges: SystemSpec = {
  neurons: 48,
  oscillators: { dimension: 2, graph: randomGraph(key, 48, 0.4), interaction: threeParameters, omega: 'none' },
};

describeOn('webgpu', await adapterAbsence(), () => {
  let backend: WebgpuBackend;
  beforeAll(async () => {
    backend = await webgpuBackend.create();
  });
  afterEach(() => backend.finish());
  afterAll(() => backend.dispose());

  describe('systems of laws, the whole contract against the reference', () => {
    const systems: readonly (readonly [string, SystemSpec, batch: number, Partial<ConformanceCase>?])[] = [
      ['a nematic interaction', oscillators(nematic), 5],
      ['an interaction of three parameters', oscillators(threeParameters), 3],
      ['more parameters than a vector holds', oscillators(sixParameters), 2],
      ['a clipped activity', threshold(clipped), 5],
      ['a clipped activity in layers', threshold(clipped, [7, 5, 6]), 3],
      ['a Lagrangian with parameters per neuron, per layer and for all', threshold(leaning), 3],
      ['the same in layers, which have their own', threshold(leaning, [7, 5, 6]), 2],
      ['a gated coupling on one graph', bound(threshold(clipped), oscillators(nematic), gated), 5],
      ['a gated coupling on a graph of its own', bound(threshold('tanh'), oscillators('relu'), gated, other), 2],
      ['a coupling that reads weights', bound(threshold(leaning), oscillators(sixParameters), rich), 2],
      ['the same with an MLP and softmax', bound(threshold('softmax'), oscillators('mlpShared'), rich), 2],
      ['the same on a graph of its own', bound(threshold('sigmoid'), oscillators('mlpPerEdge'), rich, other), 2],
      ['more samples than a unit has lanes', threshold(leaning), 70],
      ['more edges than a sum has lanes', manyEdges, 2],
      [
        'some parameters trained',
        bound(threshold(leaning), oscillators(threeParameters), rich),
        17,
        { trainable: ['hopfield.c', 'hopfield.d', 'kuramoto.beta', 'coupling.m', 'coupling.b'] },
      ],
    ];
    test.for(systems)('%s', async ([name, spec, batch, more]) => {
      const seen = await runCase(backend, { name, spec, batch, ...more }, { tolerance, clock: true });
      expect(seen.length).toBeGreaterThan(10);
    });
  });

  test('sums over lanes without subgroups', async () => {
    const plain = await webgpuBackend.create({ subgroups: false });
    const spec = bound(threshold(leaning), oscillators(threeParameters), rich);
    const seen = await runCase(plain, { name: 'plain', spec, batch: 5 }, { tolerance, clock: true });
    expect(seen.length).toBeGreaterThan(10);
    await plain.finish();
    await plain.dispose();
  });

  test('systems of one law share their pipelines, whatever kappa', async () => {
    const run = async (kappaK: number): Promise<void> => {
      const spec = bound(threshold(clipped), oscillators(nematic), gated);
      const engine = backend.createEngine({ ...spec, coupling: { ...spec.coupling!, kappaK } });
      const [state, out] = [engine.createState(2), engine.createState(2)];
      engine.field(state, out);
      await engine.energies(state);
      engine.dispose();
    };
    await run(1);
    const { pipelines } = backend.counts;
    await run(2);
    expect(backend.counts.pipelines).toBe(pipelines);
  });
});
