export { CapacityError, DuplicatePatternError, PatternError, RuleError } from './errors.ts';
export type { Match } from './patterns/match.ts';
export type { Patterns } from './patterns/patterns.ts';
export type { PerceptronOptions } from './threshold/perceptron.ts';
export { type ThresholdRuleName, thresholdRuleNames } from './threshold/rule.ts';
export { type StoreOptions, store } from './threshold/store.ts';
export { ruleHolds, ThresholdMemory } from './threshold/threshold-memory.ts';
export { type Settled, settle } from './threshold/zero-temperature.ts';
