import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The bytes of an IDX file of unsigned bytes. */
export function idxFile(shape: readonly number[], data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

/** Images of 2 x 3 pixels whose pixels count up from `first`, as an IDX file. */
export function imagesFile(count: number, first = 0): Uint8Array {
  return idxFile(
    [count, 2, 3],
    Uint8Array.from({ length: 6 * count }, (_, index) => first + index),
  );
}

/** Labels 0, 1, 2, ... modulo 10 as an IDX file. */
export function labelsFile(count: number): Uint8Array {
  return idxFile(
    [count],
    Uint8Array.from({ length: count }, (_, index) => index % 10),
  );
}

/** A folder with these files, removed after the test. */
export async function folderOf(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hkmem-datasets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

/** The four files of a data set of 4 training and 3 test images, under the names that MNIST's have. */
export function tinyDataset(): Record<string, Uint8Array> {
  return {
    'train-images-idx3-ubyte': imagesFile(4),
    'train-labels-idx1-ubyte': labelsFile(4),
    't10k-images-idx3-ubyte': imagesFile(3, 100),
    't10k-labels-idx1-ubyte': labelsFile(3),
  };
}
