export { type AdditionModel, type AdditionSourceSettings, additionSource } from './batches/addition-source.ts';
export { type BatchSource, holdingOf, type Samples, usesLearnedStart, writeBatch } from './batches/batch.ts';
export {
  type CueDamage,
  type CueKind,
  type CueSourceSettings,
  cueKinds,
  cueSource,
  shownCue,
} from './batches/cue-source.ts';
export { type ContextImages, type ImageSourceSettings, imageSource } from './batches/image-source.ts';
export { type IndexedSourceSettings, indexedSource } from './batches/indexed-source.ts';
export { checkCheckpoint } from './checkpoint/check-checkpoint.ts';
export {
  type Checkpoint,
  checkpointVersion,
  createCheckpoint,
  parametersOf,
  specFromCheckpoint,
} from './checkpoint/checkpoint.ts';
export { decodeCheckpoint } from './checkpoint/decode-checkpoint.ts';
export { encodeCheckpoint } from './checkpoint/encode-checkpoint.ts';
export { CheckpointError, CheckpointMismatchError, type FieldDifference } from './checkpoint/errors.ts';
export { type GraphName, type SpecJson, specFromJson, specToJson } from './checkpoint/spec-json.ts';
export type { EnergyCheck } from './evaluation/energy-check.ts';
export { type Evaluation, type EvaluationOptions, evaluate } from './evaluation/evaluate.ts';
export { type DamageEvaluation, evaluateAtRest, type RestEvaluation } from './evaluation/evaluate-at-rest.ts';
export { EvaluationError } from './evaluation/evaluation-error.ts';
export type { PixelScores } from './evaluation/pixel-scores.ts';
export type { RestEvaluationOptions } from './evaluation/rest-evaluation-settings.ts';
export type { MomentScores, RestScores } from './evaluation/rest-tally.ts';
export { relabel, type Scores, scoresOf } from './evaluation/scores.ts';
export {
  describeFlow,
  describeTrainingFlow,
  type FlowSettings,
  trainingFlowOptions,
  trainingSteps,
} from './flow/training-flow.ts';
export { type CueLossWeights, cueLoss } from './objective/cue-loss.ts';
export type { Beginning, Lead, Moment, Objective } from './objective/objective.ts';
export { type RestGradientName, type RestMoment, restGradientNames } from './objective/rest-moment.ts';
export type { StateLoss, StateValue } from './objective/state-loss.ts';
export { clipFactor, globalNorm } from './optimiser/clip.ts';
export { type HostParameter, optimiseOnHost } from './optimiser/host-optimiser.ts';
export {
  adamDefaults,
  lionDefaults,
  type OptimiserSettings,
  optimiserRule,
  type ParameterGroup,
} from './optimiser/optimiser.ts';
export { type ScheduleSettings, scheduleFactor } from './optimiser/schedule.ts';
export {
  checkWeightMean,
  moveMean,
  pastWeight,
  type WeightMeanSettings,
  weightMeanDefaults,
} from './optimiser/weight-mean.ts';
export { addProduct, factorGradients, initialFactors, type SymmetricFactors } from './parametrisation/factors.ts';
export type { LowRankSettings } from './parametrisation/low-rank-settings.ts';
export type { ShapedArray, TrainingState } from './parametrisation/training-state.ts';
export { type Dtype, dtypes, type SafetensorsTensor } from './safetensors/dtypes.ts';
export { SafetensorsError } from './safetensors/errors.ts';
export { readSafetensors, type SafetensorsFile } from './safetensors/read.ts';
export { writeSafetensors } from './safetensors/write.ts';
export { boundSingularValues, type SingularValueSearch } from './spectrum/bound-singular-values.ts';
export { type BoundedSpectrum, boundSpectrum, type SpectrumBoundOptions } from './spectrum/bound-spectrum.ts';
export { SpectralBoundError } from './spectrum/errors.ts';
export { holdSpectrum } from './spectrum/hold-spectrum.ts';
export type { HeldSpectrum, TrainerSettings } from './trainer/settings.ts';
export { type RunCallbacks, Trainer, type UpdateReport } from './trainer/trainer.ts';
export { TrainingDivergedError } from './trainer/training-diverged-error.ts';
