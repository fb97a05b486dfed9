export { type EdgeTable, readEdgeTable, writeEdgeTable } from './formats/edge-table.ts';
export { readEqxLeaves, writeEqxLeaves } from './formats/eqx/leaves.ts';
export { decodeEqx, encodeEqx, parametersOfLeaves } from './formats/eqx/parameters.ts';
export {
  type EqxLeaf,
  type EqxTemplate,
  type EqxTemplateName,
  eqxTemplate,
  eqxTemplateNames,
} from './formats/eqx/template.ts';
export {
  ArtifactsError,
  EdgeTableError,
  EqxError,
  FormatError,
  NpyError,
  NpzError,
  NpzSizeError,
  TensorError,
} from './formats/errors.ts';
export { graphFromTensor, graphToTensor } from './formats/graph-tensor.ts';
export { isNpyArray, type NpyArray, type NpyDtype } from './formats/npy/dtypes.ts';
export { readNpy } from './formats/npy/read.ts';
export { type NpyLayout, writeNpy } from './formats/npy/write.ts';
export { putMetadata, type TensorsWithMetadata, takeMetadata } from './formats/npz/metadata.ts';
export { type NpzReadOptions, readNpz } from './formats/npz/read.ts';
export { type NpzWriteOptions, writeNpz } from './formats/npz/write.ts';
export { stateFromTensors, stateToTensors } from './formats/state-tensors.ts';
export { tensorsFromArtifacts, tensorsToArtifacts } from './tfjs/artifacts.ts';
export { type ByteStore, loadMemory, safetensorsHandler, saveMemory } from './tfjs/memory-handler.ts';
