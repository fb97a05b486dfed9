export { Comparison, ConformanceError, largestError } from './conformance/comparison.ts';
export { checkDivergence } from './conformance/divergence.ts';
export { EnginePair } from './conformance/pair.ts';
export { Recording, RecordingError } from './conformance/recording.ts';
export { type CaseOptions, runCase } from './conformance/run-case.ts';
export { type ConformanceCase, caseOf } from './conformance/sampling/case.ts';
export {
  type CaseFeatures,
  describeFeatures,
  type GraphsName,
  type LayerFeatures,
  type TrainableName,
  type UnitsName,
} from './conformance/sampling/features.ts';
export { lawFeatures } from './conformance/sampling/law-features.ts';
export { layerFeatures } from './conformance/sampling/layer-features.ts';
export { type GraphKind, graphKinds, randomGraph } from './conformance/sampling/random-graph.ts';
export { coveringFeatures, furtherFeatures, pairFeatures, valueFeatures } from './conformance/sampling/sample.ts';
export { longFeatures, manyPartsFeatures, wideFeatures } from './conformance/sampling/wide.ts';
export { type Failure, type ShrinkLimits, shrink } from './conformance/shrink.ts';
export {
  type ConformanceOptions,
  conformance,
  type SameBitsOptions,
  sameBits,
} from './conformance/suite.ts';
