import type { ImageDataset } from '@hkmem/datasets';
import { sha256 } from './weights-folder.ts';
import type { Workshop } from './workshop.ts';

/** Test images of every digit that the site offers: the first ones, whatever the memory makes of them. */
export const imagesPerDigit = 4;

/** Writes digits.bin, the images that the site shows, and returns them, [40, 784], 0 to 255. */
export function makeDigits({ folder, dataset }: Workshop): Uint8Array {
  const { images, labels } = dataset.test;
  const chosen = Array.from({ length: 10 }, (_, digit) => firstOf(dataset, digit)).flat();
  const bytes = Uint8Array.from(chosen.flatMap((n) => Array.from(images.subarray(n * 784, (n + 1) * 784))));
  const digits = chosen.map((index) => ({ index, label: labels[index] }));
  const packed = folder.writeBytes('digits.bin', bytes);
  folder.writeJson('digits.bin', { set: 'MNIST test', sha256: sha256(packed), digits });
  return bytes;
}

function firstOf({ test }: ImageDataset, digit: number): number[] {
  const found: number[] = [];
  for (let n = 0; found.length < imagesPerDigit; n++) if (test.labels[n] === digit) found.push(n);
  return found;
}
