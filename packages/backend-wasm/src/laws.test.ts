import { type Backend, RandomKey, type SystemSpec } from '@hkmem/backend';
import { type ConformanceCase, randomGraph, runCase } from '@hkmem/backend/conformance';
import { couplingLaw, lagrangian, lagrangianLaws, pairLaw } from '@hkmem/laws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { variantNames } from './variant.ts';
import { wasmBackend } from './wasm-backend.ts';

/** Float32 against float64, relative to the largest entry: some hundred roundings of 6e-8. */
const tolerance = 3e-5;

const key = RandomKey.fromSeed(21);
const neurons = 19;
const graph = randomGraph(key.fold('K'), neurons, 0.4);
const other = randomGraph(key.fold('HK'), neurons, 0.3);

const nematic = pairLaw('C * r^2 / 2', { C: 'edge' });
const threeParameters = pairLaw('C * r + D * softplus(beta * r) - log(1 + C^2 * r^2)', {
  C: 'edge',
  D: 'edge',
  beta: 'one',
});
const fiveAnEdge = pairLaw('A * r + B * sin(C * r) + D * exp(-E^2 * r^2) + F * erf(r) + G * gelu(r)', {
  ...{ A: 'edge', B: 'edge', C: 'edge', D: 'edge', E: 'edge' },
  ...{ F: 'one', G: 'one' },
});
const clip = lagrangianLaws.clip;
const warm = lagrangian('logcosh((1 + b^2) * x) / (1 + b^2) + c^2 * x^2 / 2 + softplus(x + d)', {
  ...{ b: 'layer', c: 'one', d: 'neuron' },
});
const gated = couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: 'one' });
const perWeight = couplingLaw('-a * W * r * tanh(gi) * tanh(gj) + w * r^3 * gi * gj / 3', {
  ...{ a: 'one', W: 'weight', w: 'edge' },
});
/** (p + w) W and q p are made once per edge. */
const ofWords = couplingLaw('-(p + w) * W * r * gi * gj - q * p * r^3 * gi * gj / 3', {
  ...{ p: 'one', w: 'edge', W: 'weight', q: 'edge' },
});

const oscillators = { dimension: 3, graph, omega: 'none' } as const;
const coupling = { graph, kappaH: 0.7, kappaK: 1.6 } as const;

const systems: Readonly<Record<string, SystemSpec>> = {
  clip: { neurons, threshold: { activation: clip } },
  'clip, layers': { neurons, threshold: { activation: clip, layers: [4, 9, 6] } },
  'a Lagrangian with a parameter of each role': { neurons, threshold: { activation: warm } },
  'the same, layers': { neurons, threshold: { activation: warm, layers: [4, 9, 6] } },
  nematic: { neurons, oscillators: { ...oscillators, interaction: nematic, omega: 'local' } },
  'three parameters': { neurons, oscillators: { ...oscillators, interaction: threeParameters } },
  'five parameters an edge, two for all': { neurons, oscillators: { ...oscillators, interaction: fiveAnEdge } },
  'no edges': {
    neurons: 5,
    oscillators: {
      ...oscillators,
      graph: { neurons: 5, sources: new Int32Array(0), targets: new Int32Array(0) },
      interaction: nematic,
    },
  },
  'gated on one graph': {
    neurons,
    threshold: { activation: warm },
    oscillators: { ...oscillators, interaction: fiveAnEdge, learnedStart: true },
    coupling: { ...coupling, kind: gated },
  },
  'gated on two graphs': {
    neurons,
    threshold: { activation: clip, layers: [10, 9] },
    oscillators: { ...oscillators, interaction: threeParameters },
    coupling: { ...coupling, graph: other, kind: gated },
  },
  'gated beside a built-in interaction': {
    neurons,
    threshold: { activation: 'softmax' },
    oscillators: { ...oscillators, interaction: 'relu' },
    coupling: { ...coupling, kind: gated },
  },
  'per weight beside an MLP': {
    neurons,
    threshold: { activation: 'tanh' },
    oscillators: { ...oscillators, interaction: 'mlpShared', hidden: [3] },
    coupling: { ...coupling, kind: perWeight },
  },
  'per weight on one graph': {
    neurons,
    threshold: { activation: 'tanh' },
    oscillators: { ...oscillators, interaction: nematic },
    coupling: { ...coupling, kind: perWeight },
  },
  'words of edges on one graph': {
    neurons,
    threshold: { activation: 'tanh' },
    oscillators: { ...oscillators, interaction: 'relu' },
    coupling: { ...coupling, kind: ofWords },
  },
  'words of edges on two graphs': {
    neurons,
    threshold: { activation: 'tanh' },
    oscillators: { ...oscillators, interaction: nematic },
    coupling: { ...coupling, graph: other, kind: ofWords },
  },
  'nematic beside a built-in coupling': {
    neurons,
    threshold: { activation: clip },
    oscillators: { ...oscillators, interaction: nematic },
    coupling: { ...coupling, kind: 'multiplicative' },
  },
};

/** Every second parameter, so that each is frozen beside one that is not. */
function caseOf(name: string, spec: SystemSpec, trainable: readonly string[]): ConformanceCase {
  return { name, spec, batch: 27, seed: 5, trainable };
}

describe.each(variantNames)('%s: laws that are not built in compute what the reference does', (variant) => {
  const threads = [1, 2, 3];
  const backends: Backend[] = [];
  beforeAll(async () => {
    for (const workers of threads) backends.push(await wasmBackend.create({ variant, workers }));
  });
  afterAll(async () => {
    for (const backend of backends) await backend.dispose();
  });

  test.each(Object.entries(systems))('%s, with the same bits on any number of threads', async (name, spec) => {
    const all = name === 'words of edges on two graphs' ? ['hopfield.weights', 'coupling.p', 'coupling.q'] : [];
    const trainable = [...all, 'hopfield.w', 'hopfield.d', 'kuramoto.D', 'kuramoto.beta', 'kuramoto.F', 'coupling.w'];
    const results = [];
    for (const backend of backends) {
      const engine = backend.createEngine(spec);
      const paths = [...engine.shapes.keys()].filter((path) => trainable.includes(path));
      engine.dispose();
      results.push(await runCase(backend, caseOf(name, spec, paths), { tolerance }));
    }
    expect(results[0]!.length).toBeGreaterThan(20);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
