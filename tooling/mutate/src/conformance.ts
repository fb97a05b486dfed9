import type { Backend } from '@hkmem/backend';
import {
  type CaseFeatures,
  type CaseOptions,
  caseOf,
  checkDivergence,
  coveringFeatures,
  lawFeatures,
  layerFeatures,
  longFeatures,
  manyPartsFeatures,
  pairFeatures,
  Recording,
  runCase,
  valueFeatures,
  wideFeatures,
} from '@hkmem/backend/conformance';
import { checkKernels, type WatchedBackend } from '../../../packages/backend-wasm/test/watched-backend.ts';
import { checkClocks } from '../../../packages/backend-webgpu/test/check-clock.ts';

/**
 * A system of the conformance suite, which runs every method of the contract and ends at the first number that is off.
 * This file alone knows the suite.
 */
export interface System {
  readonly name: string;
  /** Whether it looks below the contract, at a backend that is watched; false if absent. */
  readonly watched?: boolean;
  /** Whether the suite runs it without subgroups too; so if absent. */
  readonly withoutSubgroups?: boolean;
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
    part === 'wasm'
      ? [...coveringFeatures(), ...manyPartsFeatures(), ...wideFeatures, ...longFeatures()]
      : [...pairFeatures(), ...wideFeatures, ...longFeatures()];
  const few = new Set([...valueFeatures(), ...wideFeatures].map((each) => JSON.stringify(each)));
  const systems = [...features, ...lawFeatures(), ...layerFeatures()].map((given): System => {
    const testCase = caseOf(given);
    const recording = new Recording();
    return {
      name: testCase.name,
      withoutSubgroups: few.has(JSON.stringify(given)),
      async run(backend) {
        await runCase(backend, testCase, { ...limits[part], recording });
      },
    };
  });
  const divergence: System = {
    name: 'divergence',
    run: (backend) => checkDivergence(backend, limits[part].tolerance),
  };
  return part === 'wasm' ? [kernels, ...systems, divergence] : [...systems, divergence, clocks];
}

/** What tests of the WebAssembly backend look at besides: elementary functions to the last places, and idle lanes. */
const kernels: System = {
  name: 'kernels by themselves',
  watched: true,
  async run(backend) {
    checkKernels(backend as WatchedBackend);
  },
};

/** What tests of the WebGPU backend look at besides: times and refusals of step clocks. */
const clocks: System = { name: 'step clocks', run: checkClocks };
