import type { Backend } from '../contract/backend.ts';
import { checkArithmetic } from './checks/arithmetic.ts';
import type { Check, Expectations } from './checks/check.ts';
import { checkField, checkFrozenVjp, checkVjp } from './checks/flow.ts';
import { checkOptimisers } from './checks/optimisers.ts';
import { checkReadouts } from './checks/readouts.ts';
import { checkSamples } from './checks/samples.ts';
import { checkNormalising, checkStart } from './checks/sphere.ts';
import { checkClock } from './checks/step-clock.ts';
import { checkTensors, checkTransfers } from './checks/transfers.ts';
import { Comparison } from './comparison.ts';
import { EnginePair } from './pair.ts';
import type { Recording } from './recording.ts';
import type { ConformanceCase } from './sampling/case.ts';

/** All of the contract. Optimisers come before the frozen products, which so run on parameters that were changed. */
const checks: readonly Check[] = [
  checkTransfers,
  checkField,
  checkVjp,
  checkArithmetic,
  checkClock,
  checkSamples,
  checkNormalising,
  checkStart,
  checkReadouts,
  checkOptimisers,
  checkFrozenVjp,
  checkTensors,
];

/** What a case is run with. */
export interface CaseOptions extends Partial<Expectations> {
  /** Largest error allowed, relative to the largest entry of each array. */
  readonly tolerance: number;
  /** What earlier runs of the same case computed on the reference; it is computed anew if absent. */
  readonly recording?: Recording;
}

/**
 * Runs every method of the contract on one system and holds it against the float64 reference; gives all that was
 * compared, in order.
 * @throws {ConformanceError} (rejects) at the first number that is off.
 */
export async function runCase(
  backend: Backend,
  testCase: ConformanceCase,
  { tolerance, clock = false, samples = !clock, tensors = true, recording }: CaseOptions,
): Promise<readonly Float64Array[]> {
  const pair = new EnginePair(backend, testCase, recording);
  const comparison = new Comparison(tolerance);
  try {
    for (const check of checks) {
      pair.each((engine) => engine.setTrainable([]));
      await check(pair, comparison, { clock, samples, tensors });
      pair.release();
    }
    pair.keep();
  } finally {
    pair.dispose();
  }
  return comparison.seen;
}
