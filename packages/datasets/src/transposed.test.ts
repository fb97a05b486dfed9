import { expect, test } from 'vitest';
import { idxFile } from '../test/idx-files.ts';
import { imageSetFromIdx } from './image-set.ts';

test('images that stand column by column are turned, each by itself; labels stay', () => {
  // Two images of 2 x 3, as EMNIST would store images of 3 x 2.
  const images = idxFile([2, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16));
  const labels = idxFile([2], Uint8Array.of(1, 0));
  const common = { name: 'letters', split: 'test', images, labels } as const;
  const turned = imageSetFromIdx({ ...common, transposed: true });
  expect([turned.height, turned.width]).toEqual([3, 2]);
  expect([...turned.images]).toEqual([1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16]);
  expect([...turned.labels]).toEqual([1, 0]);
  const plain = imageSetFromIdx({ ...common, transposed: false });
  expect(plain).toEqual(imageSetFromIdx(common));
  expect([...plain.images]).toEqual([1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]);
});
