export {
  ArgumentError,
  checkOptions,
  OptionError,
  type OptionTable,
} from '@hkmem/errors';
export { checkedEngine } from './checked/checked-engine.ts';
export type { Backend, BackendFactory, BackendOptions } from './contract/backend.ts';
export { checkSystemSpec } from './contract/check-system-spec.ts';
export { edgeOrder } from './contract/edge-order.ts';
export type { EnergyTerms, Engine } from './contract/engine.ts';
export { checkGraph, type Graph, sameGraph } from './contract/graph.ts';
export {
  checkLoss,
  type LossName,
  type LossTerm,
  lossNames,
  type ResolvedLoss,
  resolveLoss,
} from './contract/loss.ts';
export { nameOf } from './contract/name-of.ts';
export {
  type AdamRule,
  type LionRule,
  type MomentName,
  momentNames,
  type OptimiserRule,
} from './contract/optimiser.ts';
export { type ParameterInfo, type ParameterRoleName, parametersOfSystem } from './contract/parameter-info.ts';
export {
  checkValues,
  type HostArray,
  type ParameterValues,
  parameterShapes,
  shapeOf,
  sizeOf,
} from './contract/parameters.ts';
export {
  checkLabels,
  checkReading,
  checkReadout,
  type OverlapReadout,
  outputCount,
  type Reading,
  type Readout,
  type ResolvedReading,
  readoutNeurons,
  resolveReading,
  type UnitPart,
  type UnitReadout,
} from './contract/readout.ts';
export {
  type GraphTerms,
  type JointLagrangian,
  type LayerLagrangian,
  type MlpSpec,
  mlpWidths,
  type ParameterPaths,
  parametersOfLagrangian,
  type ResolvedLayer,
  type ResolvedPair,
  type ResolvedSystem,
  resolveSystem,
} from './contract/resolved-system.ts';
export { sharesGraph } from './contract/shares-graph.ts';
export {
  type HostState,
  maximumTerms,
  type SamplePlace,
  type StateVector,
  type TensorState,
  type Term,
} from './contract/state.ts';
export {
  type StepClock,
  type StepDecision,
  type StepDecisions,
  type StepRule,
  triesPerRead,
} from './contract/step-clock.ts';
export {
  type ActivationName,
  activationNames,
  type CouplingName,
  type CouplingSpec,
  couplingNames,
  type InteractionName,
  interactionNames,
  type JointLagrangianName,
  jointEpsilon,
  jointLagrangianNames,
  type LagrangianName,
  type LayerSpec,
  lagrangianNames,
  layerSizes,
  type OmegaName,
  type OscillatorSpec,
  omegaNames,
  type SystemSpec,
  type ThresholdSpec,
} from './contract/system-spec.ts';
export type { SavedTensors, Tensor, TensorArtifacts, TensorHandler } from './contract/tensor.ts';
export { cpuBackend } from './cpu/cpu-backend.ts';
export { RoundedEngine } from './cpu/rounded-engine.ts';
export {
  BackendUnavailableError,
  DeviceError,
  DisposedError,
  HkmemError,
  NonFiniteError,
  ShapeError,
  UnknownNameError,
  ValueError,
} from './errors.ts';
export { RandomKey, RandomStream } from './random/random-key.ts';
export type { Activation } from './reference/activation.ts';
export { activationOf, activations } from './reference/activations.ts';
export type { SampleEnergies } from './reference/energy.ts';
export {
  activityOf,
  edgeCount,
  energiesOf,
  fieldOf,
  normaliseRows,
  normaliseRowsVjp,
  vjpOf,
} from './reference/entries.ts';
export type { SampleState } from './reference/field.ts';
export type { Float64Parameters } from './reference/float64-parameters.ts';
export { type PairInteraction, pairInteraction } from './reference/interaction.ts';
export { edgeInputs } from './reference/law-term.ts';
export { lossAt, meanLossAt } from './reference/loss.ts';
export { applyRule } from './reference/optimiser.ts';
export type { EdgeValues, GradientSink, PairTerm } from './reference/pair-term.ts';
export { gelu, logCosh, sigmoid, softplus } from './reference/scalar.ts';
export { StepSequence } from './reference/step-rule.ts';
export { type ReferenceSystem, referenceSystem } from './reference/system.ts';
export { registerBackend, registeredBackends } from './select/registry.ts';
export { type Selection, selectBackend } from './select/select-backend.ts';
export { selfTest } from './select/self-test.ts';
export { checkLevels, parseJson, shownJson } from './text/json-text.ts';
export { plainText } from './text/plain-text.ts';
export { TextEncodingError, TextError } from './text/text-error.ts';
export { tensorOf, valuesOf } from './tfjs/tensors.ts';
export { inTurn } from './tfjs/turns.ts';
export { largestOf, smallestOf } from './values/extremes.ts';
