import { RandomKey } from '@hkmem/backend';
import { exponentialSeparation, polynomialSeparation, SeparationMemory } from '../dense/separation-memory.ts';
import { CapacityError, DuplicatePatternError } from '../errors.ts';
import { PerceptronRule } from '../threshold/perceptron.ts';
import { ProjectionRule } from '../threshold/projection.ts';
import { StorkeyRule } from '../threshold/storkey.ts';
import { type Settled, settle } from '../threshold/zero-temperature.ts';
import type { CapacityCount } from './capacity-count.ts';
import { featureSettler } from './feature-settler.ts';
import { HebbSettler } from './hebb-settler.ts';
import { kernelCount } from './kernel-count.ts';
import { damaged, patternOf, randomColumns } from './random-binary.ts';
import { type CapacityTrial, checkTrial, patternsAt } from './trial.ts';
import { type TwoSetRule, twoSetRules, twoSetSettler } from './two-sets.ts';

/**
 * Stores random patterns of +1 and -1 and counts those that come back from damaged cues, by updates at zero temperature
 * (one unit after another, until none changes). The same trial gives the same counts on every machine.
 * @throws {ValueError | UnknownNameError} as `checkTrial`.
 */
export function capacity(trial: CapacityTrial): CapacityCount {
  checkTrial(trial);
  const { neurons: N, damage, seed } = trial;
  const patterns = patternsAt(trial);
  const key = RandomKey.fromSeed(seed).fold('capacity');
  if (trial.rule === 'log-sum-relu') return kernelCount(trial, patterns, key);
  const columns = randomColumns(N, patterns, key.fold('patterns').fold(N).fold(patterns));
  const tried = Math.min(trial.tried, patterns);
  const recall = settlerOf(trial, columns, key);
  if (recall === undefined) return { patterns, tried, exact: 0, near: 0, wrong: 1, stored: false };
  let [exact, near, sum] = [0, 0, 0];
  for (let k = 0; k < tried; k++) {
    const pattern = patternOf(columns, k);
    const { signs } = recall(damaged(pattern, damage, key.fold('damage').fold(k)));
    let wrong = 0;
    for (let i = 0; i < N; i++) if (signs[i] !== pattern[i]) wrong++;
    if (wrong === 0) exact++;
    if (wrong <= 0.05 * N) near++;
    sum += wrong / N;
  }
  return { patterns, tried, exact, near, wrong: sum / tried, stored: true };
}

/** Updates of the memory that holds the patterns; undefined if the rule found no weights. */
function settlerOf(
  { rule, neurons: N }: CapacityTrial,
  columns: readonly Int8Array[],
  key: RandomKey,
): ((cue: Float64Array) => Settled) | undefined {
  if (rule === 'hebb') {
    const memory = new HebbSettler(columns);
    return (cue) => memory.settle(cue);
  }
  if (rule === 'random-features') return featureSettler(columns, key.fold('features'));
  if (isTwoSetRule(rule)) return twoSetSettler(rule, columns, key.fold('two sets'));
  if (rule === 'exponential' || rule.startsWith('polynomial-')) {
    const separation =
      rule === 'exponential'
        ? exponentialSeparation(N)
        : polynomialSeparation(Number(rule.slice('polynomial-'.length)));
    const memory = new SeparationMemory(columns, separation);
    return (cue) => memory.settle(cue);
  }
  const patterns = Array.from(columns[0]!, (_, k) => patternOf(columns, k));
  try {
    const weights = (
      rule === 'storkey'
        ? new StorkeyRule(patterns, N)
        : rule === 'perceptron'
          ? new PerceptronRule(patterns, N, { tolerance: 1e-3, sweeps: 1000 })
          : new ProjectionRule(patterns, N, rule === 'projection')
    ).weights();
    return (cue) => settle(weights, cue);
  } catch (error) {
    if (error instanceof CapacityError || error instanceof DuplicatePatternError) return undefined;
    throw error;
  }
}

function isTwoSetRule(rule: string): rule is TwoSetRule {
  return (twoSetRules as readonly string[]).includes(rule);
}
