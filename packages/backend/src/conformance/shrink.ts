import fc from 'fast-check';
import type { Backend } from '../contract/backend.ts';
import { interactionNames, type LagrangianName, lagrangianNames, omegaNames } from '../contract/system-spec.ts';
import { type CaseOptions, runCase } from './run-case.ts';
import { caseOf } from './sampling/case.ts';
import {
  type CaseFeatures,
  type GraphsName,
  relevantFeatures,
  type TrainableName,
  type UnitsName,
} from './sampling/features.ts';
import { graphKinds } from './sampling/random-graph.ts';

/** How far a failing system is made smaller. */
export interface ShrinkLimits {
  /** Systems that are tried, the failing one first; 200 if absent, enough to end by itself, as a rule. */
  readonly attempts?: number;
  /** Seconds after which no other system is begun; 30 if absent. */
  readonly seconds?: number;
}

/** Seconds that shrinking may take if nothing is said. */
export const shrinkSeconds = 30;

/** Features as fast-check shrinks them: laws away, names towards the first of their list, numbers towards the least. */
const arbitraryFor = ({ activationLaw, interactionLaw, couplingLaw, beta, ownLayers }: CaseFeatures) =>
  fc.record({
    ownLayers: fc.constantFrom(undefined, ownLayers),
    beta: fc.constantFrom(undefined, beta),
    activationLaw: fc.constantFrom(undefined, activationLaw),
    interactionLaw: fc.constantFrom(undefined, interactionLaw),
    couplingLaw: fc.constantFrom(undefined, couplingLaw),
    units: fc.constantFrom<UnitsName[]>('threshold', 'oscillators', 'additive', 'network', 'multiplicative'),
    seed: fc.nat(),
    trainable: fc.constantFrom<TrainableName[]>('all', 'none', 'one', 'even', 'odd'),
    weighted: fc.boolean(),
    learnedStart: fc.boolean(),
    graphs: fc.constantFrom<GraphsName[]>('same', 'equal', 'different'),
    couplingGraph: fc.constantFrom(...graphKinds),
    graph: fc.constantFrom(...graphKinds),
    omega: fc.constantFrom(...omegaNames),
    activation: fc.constantFrom<LagrangianName[]>('identity', ...lagrangianNames),
    layers: fc.integer({ min: 1, max: 4 }),
    interaction: fc.constantFrom(...interactionNames),
    hidden: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 4 }),
    batch: fc.integer({ min: 1, max: 64 }),
    dimension: fc.integer({ min: 2, max: 32 }),
    neurons: fc.integer({ min: 2, max: 128 }),
  });

/** A system that fails, as small as it could be made, and what is wrong with it. */
export interface Failure {
  /** The system. */
  readonly features: CaseFeatures;
  /** The first number that is off. */
  readonly reason: string;
}

/** The first thing that is wrong with a system on a backend; undefined if nothing is. */
export async function reasonOf(
  backend: Backend,
  features: CaseFeatures,
  options: CaseOptions,
): Promise<string | undefined> {
  try {
    await runCase(backend, caseOf(features), options);
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** Makes a failing system smaller for as long as it fails, within the limits. */
export async function shrink(
  backend: Backend,
  failing: CaseFeatures,
  options: CaseOptions,
  { attempts = 200, seconds = shrinkSeconds }: ShrinkLimits = {},
): Promise<Failure> {
  let reason: string | undefined;
  let smallest = failing;
  let left = attempts;
  const end = performance.now() + 1000 * seconds;
  const fails = async (given: CaseFeatures): Promise<boolean> => {
    const over = left <= 0 || performance.now() > end;
    if ((over && reason !== undefined) || !holdsTogether(given)) return false;
    left--;
    const found = await reasonOf(backend, given, options);
    if (found === undefined) return false;
    [reason, smallest] = [found, given];
    return true;
  };
  const noLaws = {
    ...{ activationLaw: undefined, interactionLaw: undefined, couplingLaw: undefined },
    ...{ beta: undefined, ownLayers: undefined },
  };
  const start = { ...noLaws, ...absent, ...failing, hidden: [...(failing.hidden ?? absent.hidden)] };
  const property = fc.asyncProperty(arbitraryFor(failing), async (given) => !(await fails(given as CaseFeatures)));
  await fc.check(property, { examples: [[start]], numRuns: 1 });
  return { features: relevantFeatures(smallest), reason: reason ?? 'it did not fail again' };
}

/** What is taken for features that are absent. */
const absent: Omit<CaseFeatures, 'units' | 'neurons' | 'batch' | 'seed'> & { readonly hidden: readonly number[] } = {
  activation: 'identity',
  layers: 1,
  interaction: 'linear',
  hidden: [10],
  omega: 'none',
  dimension: 2,
  graph: 'path',
  graphs: 'same',
  couplingGraph: 'path',
  weighted: false,
  learnedStart: false,
  trainable: 'all',
};

function holdsTogether({ units, ownLayers, neurons, ...features }: CaseFeatures): boolean {
  const layers = ownLayers?.length ?? features.layers ?? 1;
  return layers === 1 || (units !== 'multiplicative' && layers <= neurons);
}
