import type { SafetensorsTensor } from '../../safetensors/dtypes.ts';
import { NpzError } from '../errors.ts';

/** Tensors with texts about them. */
export interface TensorsWithMetadata {
  /** By name. */
  readonly tensors: Readonly<Record<string, SafetensorsTensor>>;
  /** Texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The array of an .npz archive, U8, that holds the metadata as JSON: the name that safetensors has for it. */
const metadataArray = '__metadata__';

/** The content of an archive, with the metadata taken out. @throws {NpzError} if it is no JSON object of texts. */
export function takeMetadata(arrays: TensorsWithMetadata['tensors']): TensorsWithMetadata {
  if (!Object.hasOwn(arrays, metadataArray)) return { tensors: arrays, metadata: {} };
  const { [metadataArray]: kept, ...tensors } = arrays;
  let metadata: unknown;
  try {
    metadata = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(kept!.data as Uint8Array));
  } catch (cause) {
    throw new NpzError(`its ${metadataArray} is no JSON in UTF-8. Take that array out.`, { cause });
  }
  const texts = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  if (!texts || !Object.values(metadata as object).every((value) => typeof value === 'string')) {
    throw new NpzError(`its ${metadataArray} is no JSON object of texts. Take that array out.`);
  }
  return { tensors, metadata: metadata as TensorsWithMetadata['metadata'] };
}

/** The arrays of an archive, with the metadata among them if there is any. */
export function putMetadata({ tensors, metadata }: TensorsWithMetadata): Record<string, SafetensorsTensor> {
  if (Object.keys(metadata).length === 0) return { ...tensors };
  const data = new TextEncoder().encode(JSON.stringify(metadata));
  return { ...tensors, [metadataArray]: { dtype: 'U8', shape: [data.length], data } };
}
