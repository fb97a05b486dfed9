import { HkmemError } from '@hkmem/backend';
import { type Checkpoint, createCheckpoint, decodeCheckpoint, encodeCheckpoint } from '@hkmem/training';
import { isSettings } from '../config/merge.ts';
import { type Run, runOf } from '../config/run-config.ts';
import { schemaOfKind } from '../config/schema.ts';
import { problemsOf } from '../config/validate.ts';
import { InputFileError, UnknownOriginError } from '../errors.ts';
import { sha256 } from '../identity.ts';

/** A trained memory as it stands in a weights file, with what it was trained by. */
export type Memory = Run & StoredMemory;

/** What of a memory does not depend on its kind. */
export interface StoredMemory {
  /** System, parameters and graphs. */
  readonly checkpoint: Checkpoint;
  /** SHA-256 of the file's bytes. */
  readonly hash: string;
}

/** The bytes of a weights file: a checkpoint without the running means of its optimiser. */
export function encodeMemory(checkpoint: Checkpoint): Uint8Array {
  const { spec, config, seed, integration, update, parameters } = checkpoint;
  const state = { update, parameters, moments: {} };
  return encodeCheckpoint(createCheckpoint({ spec, config, seed, integration, state }));
}

/** A memory from the bytes of a weights file or checkpoint. @throws {InputFileError} if it is none of this program. */
export function decodeMemory(bytes: Uint8Array, path: string): Memory {
  let checkpoint: Checkpoint;
  try {
    checkpoint = decodeCheckpoint(bytes);
  } catch (cause) {
    if (!(cause instanceof HkmemError)) throw cause;
    throw new InputFileError(path, `${cause.message} Give a weights.safetensors that hkmem wrote.`, { cause });
  }
  const { config: found } = checkpoint;
  if (found === null || found === undefined) {
    throw new UnknownOriginError(path);
  }
  const schema = schemaOfKind(isSettings(found) ? found : {});
  const config = schema.safeParse(found);
  if (!config.success) {
    const problems = problemsOf(schema, found, config.error).join('; ');
    throw new InputFileError(
      path,
      `its configuration is none of a run of this version of hkmem: ${problems}. Read it with the version that wrote it, or train the memory anew.`,
    );
  }
  return { ...runOf(config.data), checkpoint, hash: sha256(bytes) };
}
