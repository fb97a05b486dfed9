import type { FileKind } from './checksums.ts';
import type { Split } from './image-set.ts';

/** The bytes of one file and where they came from. */
export interface SourceFile {
  bytes: Uint8Array;
  source: string;
}

/** A place that holds the four files of a data set: a folder or a server. */
export interface FileSource {
  read(split: Split, kind: FileKind): Promise<SourceFile>;
}

/**
 * The names that a file goes by: `train-images-idx3-ubyte` or `train-images.idx3-ubyte`, plain or .gz. The test split
 * is called `t10k`.
 */
export function fileNames(split: Split, kind: FileKind): { plain: string[]; gzip: string[] } {
  const stem = `${split === 'train' ? 'train' : 't10k'}-${kind}`;
  const rank = kind === 'images' ? 3 : 1;
  const plain = [`${stem}-idx${rank}-ubyte`, `${stem}.idx${rank}-ubyte`];
  return { plain, gzip: plain.map((name) => `${name}.gz`) };
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
