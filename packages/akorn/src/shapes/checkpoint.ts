import type { HostState } from '../training/host-training.ts';
import { decodeTraining, encodeTraining } from '../training/training-file.ts';
import { type ShapesSpec, shapesShapes } from './shapes-model.ts';
import type { ShapesTraining } from './trainer.ts';

/** A training of a network of shapes as it stands. */
export interface ShapesCheckpoint {
  /** The network. */
  readonly spec: ShapesSpec;
  /** How it is trained. */
  readonly settings: ShapesTraining;
  /** Where the training stands. */
  readonly state: HostState;
}

const format = 'hkmem-akorn-shapes';

/** A checkpoint as a safetensors file, in the form of `encodeSudoku`. */
export function encodeShapes({ spec, settings, state }: ShapesCheckpoint): Uint8Array {
  return encodeTraining(format, { spec, settings }, state);
}

/** Reads a checkpoint from the bytes of its file. @throws as `decodeSudoku`. */
export function decodeShapes(bytes: Uint8Array): ShapesCheckpoint {
  const { facts, state } = decodeTraining(bytes, format, ['spec', 'settings'], ({ spec }) => {
    return shapesShapes(spec as ShapesSpec);
  });
  return { spec: facts.spec as ShapesSpec, settings: facts.settings as ShapesTraining, state };
}
