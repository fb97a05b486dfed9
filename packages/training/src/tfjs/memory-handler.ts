import type { SavedTensors, TensorHandler } from '@hkmem/backend';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { decodeCheckpoint } from '../checkpoint/decode-checkpoint.ts';
import { encodeCheckpoint } from '../checkpoint/encode-checkpoint.ts';
import { ArtifactsError } from '../formats/errors.ts';
import { readSafetensors } from '../safetensors/read.ts';
import { writeSafetensors } from '../safetensors/write.ts';
import { artifactsFormat, tensorsFromArtifacts, tensorsToArtifacts } from './artifacts.ts';

/** A place for the bytes of one file: a file, an entry of IndexedDB, a request. */
export interface ByteStore {
  /** The bytes that are stored. */
  readonly read: () => Promise<Uint8Array> | Uint8Array;
  /** Stores bytes in place of what was there. */
  readonly write: (bytes: Uint8Array) => Promise<void> | void;
}

/**
 * A tfjs `IOHandler` over a safetensors file: what tfjs saves with it others read, and what others wrote in that format
 * tfjs loads. Only weights are kept; a topology or a training configuration is refused, since it would be lost.
 */
export function safetensorsHandler(store: ByteStore): Required<TensorHandler> {
  return {
    save: async (artifacts) => {
      const { format, trainingConfig, getWeightStream, modelInitializer, signature } = artifacts;
      const modelTopology = format === artifactsFormat ? undefined : artifacts.modelTopology;
      const lost = { modelTopology, trainingConfig, getWeightStream, modelInitializer, signature };
      const name = Object.entries(lost).find(([, value]) => value !== undefined && value !== null)?.[0];
      if (name !== undefined) throw new ArtifactsError(`a safetensors file cannot hold '${name}', weights alone.`);
      const { tensors, metadata } = tensorsFromArtifacts(artifacts);
      const bytes = writeSafetensors(tensors, metadata);
      await store.write(bytes);
      return {
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON', weightDataBytes: bytes.length },
      };
    },
    load: async () => tensorsToArtifacts(readSafetensors(await store.read())),
  };
}

/**
 * Stores a memory by any tfjs handler that saves, such as `io.browserIndexedDB(...)`'s or one of a server.
 * @throws {CheckpointError} if the memory does not hold together. @throws {ArtifactsError} if the handler cannot save.
 */
export async function saveMemory(handler: TensorHandler, checkpoint: Checkpoint): Promise<SavedTensors> {
  if (handler.save === undefined) throw new ArtifactsError('this handler loads only. Give one that saves.');
  return await handler.save(tensorsToArtifacts(readSafetensors(encodeCheckpoint(checkpoint))));
}

/**
 * Loads a memory that `saveMemory` stored.
 * @throws {ArtifactsError | SafetensorsError | CheckpointError} if it is damaged or none; or what the handler throws.
 */
export async function loadMemory(handler: TensorHandler): Promise<Checkpoint> {
  if (handler.load === undefined) throw new ArtifactsError('this handler saves only. Give one that loads.');
  const { tensors, metadata } = tensorsFromArtifacts(await handler.load());
  return decodeCheckpoint(writeSafetensors(tensors, metadata));
}
