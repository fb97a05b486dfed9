export { describePlan, planStorage, type StoragePlan } from './adjoint/plan.ts';
export { defaultByteBudget, RecordedFlow } from './adjoint/recorded-flow.ts';
export { type JudgedEnd, valueAndGradient } from './adjoint/value-and-gradient.ts';
export { DivergedError, StepControlError, ToleranceError } from './integrate/errors.ts';
export { flow } from './integrate/flow.ts';
export type { FlowEnd, FlowOptions } from './integrate/flow-options.ts';
export { batchOf, flowOptions, type IntegrateOptions, type IntegrateResult, integrate } from './integrate/integrate.ts';
export type { StepObserver, StepProbe } from './integrate/observer.ts';
export { type FlowStatistics, isSuccess, type ResultCode, type SavedState } from './integrate/result.ts';
export {
  canStepSamples,
  flowSamples,
  type MovedSample,
  type SampleFlowEnd,
  type SampleFlowOptions,
} from './integrate/sample-flow.ts';
export { smallestTolerance } from './integrate/tolerance-guard.ts';
export { stateBytes, Workspace } from './integrate/workspace.ts';
export { type EnergyPoint, type RecallOptions, type RecallResult, recall } from './recall/recall.ts';
export { NoFloorError, NotAtRestError } from './rest/errors.ts';
export { fixedPoint } from './rest/fixed-point.ts';
export { type HeldEngine, holdOscillators } from './rest/held-oscillators.ts';
export { type DrivenEngine, drivenEngine, withInput } from './rest/input.ts';
export { requireRest } from './rest/require-rest.ts';
export { lossCotangent, type ReadoutLossOptions, type RestLoss, readoutLoss } from './rest/rest-loss.ts';
export type { FixedPointOptions } from './rest/rest-options.ts';
export type { RestCost } from './rest/rest-problem.ts';
export { isAtRest, type RestCode, type RestResult, type RestSample, type RestStability } from './rest/rest-result.ts';
export {
  type EquilibriumGradient,
  type EquilibriumOptions,
  equilibriumGradient,
} from './rest-gradient/equilibrium-propagation.ts';
export {
  type RestGradient,
  type RestGradientOptions,
  restGradient,
  SingularRestError,
} from './rest-gradient/rest-gradient.ts';
export { bosh3 } from './solvers/bosh3.ts';
export { carpenter4 } from './solvers/carpenter4.ts';
export { dopri5 } from './solvers/dopri5.ts';
export { euler } from './solvers/euler.ts';
export { heun } from './solvers/heun.ts';
export { lawson5 } from './solvers/lawson5.ts';
export { type SolverName, solverByName, solvers } from './solvers/registry.ts';
export { rk4 } from './solvers/rk4.ts';
export { evaluationsPerStep, type Tableau } from './solvers/tableau.ts';
export { tsit5 } from './solvers/tsit5.ts';
export {
  type AdaptiveSteps,
  adaptiveSteps,
  type FixedSteps,
  fixedSteps,
  knownSizes,
  type ListedSteps,
  listedSteps,
  type StepControl,
} from './stepping/step-control.ts';
export {
  type AngularVelocity,
  angularVelocityOfOmega,
  type OmegaOptions,
  omegaOfAngularVelocity,
} from './system/angular-velocity.ts';
export { type InitialisationOptions, initialParameters } from './system/initialise.ts';
export { readParameters, writeParameters } from './system/parameters.ts';
export {
  type CouplingSettings,
  hopfield,
  hopfieldKuramoto,
  kuramoto,
  type OscillatorSettings,
} from './system/system.ts';
export { SecondDerivativeError } from './tensors/errors.ts';
export { integrateTensors, type ParameterTensors } from './tensors/integrate-tensors.ts';
export { oncePerTape } from './tensors/once-per-tape.ts';
export { type FixtureCase, FixtureError, type LawReader, parseFixtures } from './verify/fixture.ts';
export { type CaseReport, type Check, defaultTolerances, type VerifyTolerances, verifyCase } from './verify/verify.ts';
