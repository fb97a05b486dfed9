export { type CapacityCount, capacity } from './capacity/capacity.ts';
export {
  type CapacityRule,
  type CapacityTrial,
  capacityRules,
  checkTrial,
  type KnownLimit,
  knownLimit,
  patternsAt,
} from './capacity/trial.ts';
export {
  exponentialSeparation,
  polynomialSeparation,
  type Separation,
  SeparationMemory,
} from './dense/separation-memory.ts';
export { CapacityError, DuplicatePatternError, PatternError, RuleError } from './errors.ts';
export type { Match } from './patterns/match.ts';
export type { Patterns } from './patterns/patterns.ts';
export type { PerceptronOptions } from './threshold/perceptron.ts';
export { type ThresholdRuleName, thresholdRuleNames } from './threshold/rule.ts';
export { type StoreOptions, store } from './threshold/store.ts';
export { ruleHolds, ThresholdMemory } from './threshold/threshold-memory.ts';
export { type Settled, settle } from './threshold/zero-temperature.ts';
