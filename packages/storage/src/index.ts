export {
  type CapacityPoint,
  type CriticalLoad,
  capacityPoints,
  criticalLoads,
  type Extrapolation,
  extrapolate,
  type FinishedTrial,
  fitPower,
  type PowerLaw,
  type RecallCriterion,
} from './capacity/analysis.ts';
export { capacity } from './capacity/capacity.ts';
export type { CapacityCount } from './capacity/capacity-count.ts';
export { type HoneycombCount, type HoneycombTrial, honeycombCount } from './capacity/honeycomb-count.ts';
export {
  type CapacityRule,
  type CapacityTrial,
  capacityRules,
  checkTrial,
  expectedExactLoad,
  type KnownLimit,
  knownLimit,
  patternsAt,
} from './capacity/trial.ts';
export {
  type Context,
  ContextMemory,
  type ContextOptions,
  storeInContexts,
} from './contexts/contexts.ts';
export { type DenseEnergyName, denseEnergyNames } from './dense/dense-form.ts';
export { DenseLayers } from './dense/dense-layers.ts';
export { FeatureMemory, type FeatureMemoryOptions } from './dense/feature-memory.ts';
export {
  KernelMemory,
  type KernelMemoryOptions,
  type KernelName,
  kernelNames,
  type Retrieval,
} from './dense/kernel-memory.ts';
export { polynomialHolds } from './dense/refuse-lost.ts';
export {
  exponentialSeparation,
  polynomialSeparation,
  type Separation,
  SeparationMemory,
} from './dense/separation-memory.ts';
export { type DenseStoreOptions, storeDense } from './dense/store-dense.ts';
export { CapacityError, DuplicatePatternError, PatternError, RuleError } from './errors.ts';
export { Honeycomb, type HoneycombOptions } from './oscillators/honeycomb.ts';
export { type OscillatorMatch, OscillatorMemory } from './oscillators/oscillator-memory.ts';
export { type PhaseLockedStates, phaseLockedStates } from './oscillators/phase-locked.ts';
export {
  type OscillatorStoreOptions,
  type PhaseStoreOptions,
  storeDirections,
  storePhases,
} from './oscillators/store-oscillators.ts';
export { type Match, type MatchKind, matchSamples } from './patterns/match.ts';
export type { Patterns } from './patterns/patterns.ts';
export type { PerceptronOptions } from './threshold/perceptron.ts';
export { type ThresholdRuleName, thresholdRuleNames } from './threshold/rule.ts';
export { type StoreOptions, store } from './threshold/store.ts';
export { ruleHolds, ThresholdMemory } from './threshold/threshold-memory.ts';
export { type Settled, settle } from './threshold/zero-temperature.ts';
