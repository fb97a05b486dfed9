import type { Backend } from '@hkmem/backend';
import {
  type CaseFeatures,
  type CaseOptions,
  caseOf,
  coveringFeatures,
  lawFeatures,
  layerFeatures,
  manyPartsFeatures,
  pairFeatures,
  Recording,
  runCase,
  wideFeatures,
} from '@hkmem/backend/conformance';
import { checkKernels, type WatchedBackend } from '../../../packages/backend-wasm/test/watched-backend.ts';

/**
 * A system of the conformance suite, which runs every method of the contract and ends at the first number that is off.
 * This file alone knows the suite.
 */
export interface System {
  readonly name: string;
  /** Rejects if the backend differs from the float64 reference, or fails. */
  run(backend: Backend): Promise<void>;
}

/** What the suites of the backends hold the kernels to. */
const limits: Readonly<Record<'wasm' | 'wgsl', CaseOptions>> = {
  wasm: { tolerance: 3e-5, tensors: false },
  wgsl: { tolerance: 2e-4, tensors: false, clock: true },
};

/** The systems of a backend's suite, in its order. */
export function systemsOf(part: 'wasm' | 'wgsl'): readonly System[] {
  const features: readonly CaseFeatures[] =
    part === 'wasm' ? [...coveringFeatures(), ...manyPartsFeatures()] : pairFeatures();
  const systems = [...features, ...wideFeatures, ...lawFeatures(), ...layerFeatures()].map((given): System => {
    const testCase = caseOf(given);
    const recording = new Recording();
    return {
      name: testCase.name,
      async run(backend) {
        await runCase(backend, testCase, { ...limits[part], recording });
      },
    };
  });
  return part === 'wasm' ? [kernels, ...systems] : systems;
}

/** What tests of the WebAssembly backend look at besides: elementary functions to the last places, and idle lanes. */
const kernels: System = {
  name: 'kernels by themselves',
  async run(backend) {
    checkKernels(backend as WatchedBackend);
  },
};
