export { HkmemError, OptionError, ValueError } from '@hkmem/errors';
export { type AdditionPairs, pairForAddition } from './addition.ts';
export type { BatchImages, BatchIndices } from './batch-indices.ts';
export { type PartialBatch, sequentialBatches, shuffledBatches } from './batches.ts';
export { type BiasedBatchesOptions, biasedBatches } from './biased-batches.ts';
export { type FileChecksums, type FileKind, knownChecksums } from './checksums.ts';
export { pairContexts } from './context-pairing.ts';
export { type Corruption, corrupt, type ImageHalf, type ImageSize } from './corruption.ts';
export { type Damage, damageByName, damageSet, damages } from './damage-set.ts';
export { type EditTask, type EditTaskName, editTask, editTaskNames } from './edit-task.ts';
export {
  ChecksumError,
  DatasetError,
  GzipFormatError,
  IdxFormatError,
  MissingDataError,
  PictureError,
  UnreadableDataError,
} from './errors.ts';
export { loadFashionMnist } from './fashion-mnist.ts';
export { type GlyphsOptions, glyphs } from './glyphs.ts';
export { type IdxTensor, parseIdx } from './idx.ts';
export {
  type IdxImageSetOptions,
  type ImageDataset,
  type ImageSet,
  imageSetFromIdx,
  type Split,
  selectImages,
  selectLabels,
} from './image-set.ts';
export type { LoadOptions } from './load.ts';
export { type ImageDatasetName, imageDatasetNames, loadImageDataset } from './load-image-dataset.ts';
export { loadMnist } from './mnist.ts';
export type { RandomSource } from './random-source.ts';
export {
  encodeSphere,
  encodeSphereBatch,
  type SphereSize,
  type SphereStatistics,
  sphereStatistics,
} from './sphere-encoding.ts';
export { encodeThreshold, encodeThresholdBatch } from './threshold-encoding.ts';
export { validationSplit } from './validation-split.ts';
