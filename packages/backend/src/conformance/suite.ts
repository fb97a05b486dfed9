import { engine as tensorBackends } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../contract/backend.ts';
import { ValueError } from '../errors.ts';
import { ConformanceError } from './comparison.ts';
import { checkDivergence } from './divergence.ts';
import { preconditions } from './preconditions/suite.ts';
import { Recording } from './recording.ts';
import { type CaseOptions, runCase } from './run-case.ts';
import { caseOf } from './sampling/case.ts';
import { type CaseFeatures, describeFeatures, relevantFeatures } from './sampling/features.ts';
import { lawFeatures } from './sampling/law-features.ts';
import { layerFeatures } from './sampling/layer-features.ts';
import { coveringFeatures, furtherFeatures } from './sampling/sample.ts';
import { wideFeatures } from './sampling/wide.ts';
import { type Failure, type ShrinkLimits, shrink, shrinkSeconds } from './shrink.ts';

/** What the suite needs to know of a backend. */
export interface ConformanceOptions {
  /** Makes the backend under test. */
  readonly create: () => Promise<Backend>;
  /** Largest error allowed, relative to the largest entry of each array. */
  readonly tolerance: number;
  /** Title of the suite. */
  readonly title: string;
  /** Whether its engines decide on adaptive steps by themselves (`createStepClock`); false if absent. */
  readonly clock?: boolean;
  /** Whether they have `combineSamples` and `copySamples`; those without a clock do if absent. */
  readonly samples?: boolean;
  /** Whether tfjs has a backend here that tensors can be made on; true if absent. */
  readonly tensors?: boolean;
  /** Whether it takes laws; `lawFeatures` and `layerFeatures` are then among the systems. False if absent. */
  readonly laws?: boolean;
  /** Systems drawn at random beyond those that cover all pairs of features; what `HKMEM_FURTHER` says, or 0, if absent. */
  readonly further?: number;
  /** How far the first system that fails is made smaller. */
  readonly shrinking?: ShrinkLimits;
  /** Systems that failed once, as the suite printed them. */
  readonly regressions?: readonly CaseFeatures[];
  /** Systems in place of those that cover all pairs and those that are wide, where all take too long. */
  readonly systems?: readonly CaseFeatures[];
}

/**
 * Declares a vitest suite: every precondition of the contract, and every method of it on sampled systems, held against
 * the float64 reference. The systems cover all pairs of features by a fixed seed; one that fails is made as small as it
 * can be and printed as a case for `regressions`.
 */
export function conformance(options: ConformanceOptions): void {
  const { title, create, clock = false, samples = !clock, tensors = true, regressions = [] } = options;
  const further = options.further ?? furtherOfEnvironment();
  const systems = [...(options.systems ?? [...coveringFeatures(), ...wideFeatures]), ...lawsOf(options)];
  describe(`conformance: ${title}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await create();
      if (tensors) requireTensors();
    });
    afterAll(() => backend.dispose());
    preconditions(() => backend, { clock, samples, tensors });
    test('a sample that has diverged is told, and others stay as they are', async () => {
      await checkDivergence(backend, options.tolerance);
    });
    const run = runner(options);
    const all = [...regressions, ...systems, ...furtherFeatures(further)];
    test.for(all.map(titled))('%s', { timeout: timeoutOf(options) }, async ([, features]) => {
      await run(backend, features);
    });
  });
}

/** @throws {ConformanceError} if there is nothing that tensors could be made on. */
function requireTensors(): void {
  if (tensorBackends().backendNames().length > 0) return;
  throw new ConformanceError(
    'no backend of tfjs is registered, on which tensors could be made. Import one, or say `tensors: false`.',
  );
}

/** What `sameBits` needs to know. */
export interface SameBitsOptions extends Omit<ConformanceOptions, 'create' | 'regressions' | 'further'> {
  /** Makes the backends whose results must be equal. */
  readonly create: Readonly<Record<string, () => Promise<Backend>>>;
}

/** Declares a vitest suite that runs the same systems on several backends, whose results must be equal bit for bit. */
export function sameBits(options: SameBitsOptions): void {
  const systems = [...(options.systems ?? [...coveringFeatures(), ...wideFeatures]), ...lawsOf(options)];
  describe(`the same bits: ${options.title}`, () => {
    const backends = new Map<string, Backend>();
    beforeAll(async () => {
      for (const [name, create] of Object.entries(options.create)) backends.set(name, await create());
    });
    afterAll(async () => {
      for (const backend of backends.values()) await backend.dispose();
    });
    const run = runner(options);
    test.for(systems.map(titled))('%s', { timeout: timeoutOf(options) }, async ([, features]) => {
      const results = new Map<string, Awaited<ReturnType<typeof runCase>>>();
      for (const [name, backend] of backends) results.set(name, await run(backend, features));
      const [first, ...others] = [...results];
      expect(first![1].length).toBeGreaterThan(0);
      for (const [name, values] of others) expect(values, `${name} and ${first![0]}`).toEqual(first![1]);
    });
  });
}

function lawsOf({ laws = false }: Pick<ConformanceOptions, 'laws'>): readonly CaseFeatures[] {
  return laws ? [...lawFeatures(), ...layerFeatures()] : [];
}

function titled(features: CaseFeatures): readonly [string, CaseFeatures] {
  return [describeFeatures(features), features];
}

/** Milliseconds that one system may take on a busy machine. */
const patience = 120_000;

/** A system, what shrinking it may take, and the one that is being tried when that is over. */
function timeoutOf({ shrinking: { seconds = shrinkSeconds } = {} }: Pick<ConformanceOptions, 'shrinking'>): number {
  return 2 * patience + 1000 * seconds;
}

/** `HKMEM_FURTHER`, where there is an environment. */
function furtherOfEnvironment(): number {
  const given = globalThis.process?.env['HKMEM_FURTHER'] ?? '';
  if (given === '') return 0;
  if (!/^\d+$/.test(given)) throw new ValueError('HKMEM_FURTHER', `'${given}'`, 'a whole number from 0');
  return Number(given);
}

/** What the reference gave for systems that ran before on another backend, by their features and what is asked of them. */
const recordings = new Map<string, Recording>();

function recordingOf(
  features: CaseFeatures,
  { clock = false, samples = !clock, tensors = true }: CaseOptions,
): Recording {
  const key = JSON.stringify([features, clock, samples, tensors]);
  const known = recordings.get(key) ?? new Recording();
  recordings.set(key, known);
  return known;
}

/** Runs systems; says the smallest that fails for the first one that does, since others mostly fail for the same reason. */
function runner(
  suite: CaseOptions & Pick<ConformanceOptions, 'shrinking'>,
): (backend: Backend, features: CaseFeatures) => ReturnType<typeof runCase> {
  const { tolerance, clock = false, tensors = true, shrinking } = suite;
  const options: CaseOptions = { tolerance, clock, tensors };
  let shrunk = false;
  return async (backend, features) => {
    try {
      return await runCase(backend, caseOf(features), { ...options, recording: recordingOf(features, options) });
    } catch (error) {
      const first = !shrunk;
      shrunk = true;
      const failure: Failure = first
        ? await shrink(backend, features, options, shrinking)
        : { features: relevantFeatures(features), reason: String(error) };
      const smallest = first ? 'smallest system that was found to fail' : 'system that fails';
      throw new ConformanceError(
        `${failure.reason}\nThe ${smallest}, for the suite's \`regressions\`:\n  ${JSON.stringify(failure.features)}`,
        { cause: error },
      );
    }
  };
}
