import type { SafetensorsTensor } from '@hkmem/training';

/** What a file holds, whatever its format: tensors by name, and texts that go with them. */
export interface Content {
  /** By name. */
  readonly tensors: Readonly<Record<string, SafetensorsTensor>>;
  /** By key. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The formats that memories, states and graphs are kept in. */
export const fileFormats = ['safetensors', 'npz', 'npy', 'csv', 'eqx'] as const;
/** One of `fileFormats`. */
export type FileFormat = (typeof fileFormats)[number];

/** A tensor in words, such as `F32 [894, 894]`. */
export function describeTensor({ dtype, shape }: SafetensorsTensor): string {
  return `${dtype} [${shape.join(', ')}]`;
}
