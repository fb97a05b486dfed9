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
  valueFeatures,
  wideFeatures,
} from '@hkmem/backend/conformance';
import { checkKernels, type WatchedBackend } from '../../../packages/backend-wasm/test/watched-backend.ts';

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
  const pairs = pairFeatures();
  // Of WGSL some are run before others: a few that are small, and those that are wide.
  const features: readonly CaseFeatures[] =
    part === 'wasm'
      ? [...coveringFeatures(), ...manyPartsFeatures(), ...wideFeatures]
      : [...pairs.slice(0, 7), ...wideFeatures, ...pairs.slice(7)];
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
  return part === 'wasm' ? [kernels, ...systems] : systems;
}

/** What tests of the WebAssembly backend look at besides: elementary functions to the last places, and idle lanes. */
const kernels: System = {
  name: 'kernels by themselves',
  watched: true,
  async run(backend) {
    checkKernels(backend as WatchedBackend);
  },
};
