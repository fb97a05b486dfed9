import { RandomKey, type SystemSpec } from '@hkmem/backend';
import { randomGraph, runCase } from '@hkmem/backend/conformance';
import { variantNames, wasmBackend } from '@hkmem/backend-wasm';
import { couplingLaw, lagrangian, pairLaw } from '@hkmem/laws';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { describe, expect, test } from 'vitest';

/** float32 over sums of some hundred terms, relative to the largest entry. */
const tolerance = 1e-4;

/** The folder that tfjs's .wasm files are served from. */
const assets = new URL('.', new URL(simdUrl, location.href)).href;

const neurons = 13;
const graph = randomGraph(RandomKey.fromSeed(4), neurons, 0.4);
const interaction = pairLaw('A * r + B * sin(C * r) + D * exp(-E^2 * r^2) + F * erf(r)', {
  ...{ A: 'edge', B: 'edge', C: 'edge', D: 'edge', E: 'edge', F: 'one' },
});
const activation = lagrangian('logcosh((1 + b^2) * x) / (1 + b^2) + softplus(x + d)', { b: 'one', d: 'neuron' });
const kind = couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: 'one' });
const spec: SystemSpec = {
  neurons,
  threshold: { activation },
  oscillators: { dimension: 3, graph, omega: 'none', interaction },
  coupling: { graph, kind, kappaH: 0.7, kappaK: 1.6 },
};

describe.each(variantNames)('%s', (variant) => {
  test.each([1, 2, 3])('laws that are not built in, %i threads', async (workers) => {
    const backend = await wasmBackend.create({ assets, variant, workers });
    const seen = await runCase(backend, { name: 'laws', spec, batch: 18, seed: 5 }, { tolerance });
    expect(seen.length).toBeGreaterThan(20);
    await backend.dispose();
  });
});
