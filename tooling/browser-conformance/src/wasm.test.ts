import { conformance, pairFeatures, valueFeatures, wideFeatures } from '@hkmem/backend/conformance';
import { variantNames, wasmBackend } from '@hkmem/backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { describe, expect, test } from 'vitest';
import { referenceSuite } from './reference-suite.ts';

/** float32 over sums of some hundred terms, relative to the largest entry. */
const tolerance = 1e-4;

/** The folder that tfjs's .wasm files are served from. */
const assets = new URL('.', new URL(simdUrl, location.href)).href;

describe.each(variantNames)('%s', (variant) => {
  describe.each([1, 2])('%i threads', (workers) => {
    const title = `wasm ${variant} in Chromium, threads: ${workers}`;
    const create = () => wasmBackend.create({ assets, variant, workers });

    test('the page is cross-origin isolated, and all threads run', async () => {
      expect(crossOriginIsolated).toBe(true);
      const backend = await create();
      expect(backend.description).toBe(`WASM SIMD (${variant}), ${workers} thread${workers > 1 ? 's' : ''}`);
      await backend.dispose();
    });

    // All systems run in Node; what a page can change is threads and memory.
    const systems = [...(workers === 1 ? pairFeatures() : valueFeatures()), ...wideFeatures];
    conformance({ title, create, tolerance, systems, laws: true });
    referenceSuite(title, create);
  });
});
