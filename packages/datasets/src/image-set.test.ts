import { ValueError } from '@hkmem/errors';
import { describe, expect, test } from 'vitest';
import { idxFile, imagesFile, labelsFile } from '../test/idx-files.ts';
import { IdxFormatError } from './errors.ts';
import { imageSetFromIdx, selectImages, selectLabels } from './image-set.ts';

const base = { name: 'tiny', split: 'train', imagesSource: 'images.idx', labelsSource: 'labels.idx' } as const;

test('a set is made of its two files', () => {
  const set = imageSetFromIdx({ ...base, images: imagesFile(4), labels: labelsFile(4) });
  expect(set).toMatchObject({ name: 'tiny', split: 'train', count: 4, height: 2, width: 3, classes: 10 });
  expect([...set.images]).toEqual(Array.from({ length: 24 }, (_, index) => index));
  expect([...set.labels]).toEqual([0, 1, 2, 3]);
});

describe('files that do not belong together are one IdxFormatError', () => {
  test.each<[string, Uint8Array, Uint8Array, RegExp]>([
    ['exchanged', labelsFile(4), imagesFile(4), /^images.idx: holds labels \(rank 1\) where images/],
    ['two of images', imagesFile(4), imagesFile(4), /^labels.idx: holds images \(rank 3\) where labels/],
    ['of rank 2', idxFile([2, 2], new Uint8Array(4)), labelsFile(4), /data of rank 2 where images/],
    ['of other counts', imagesFile(4), labelsFile(3), /holds 3 labels, images.idx holds 4 images/],
    ['of no image', idxFile([0, 2, 3], new Uint8Array(0)), labelsFile(0), /holds no pixels/],
    [
      'with a label past the classes',
      imagesFile(1),
      idxFile([1], Uint8Array.of(10)),
      /label 0 is 10, allowed is 0 to 9/,
    ],
  ])('%s', (_, images, labels, message) => {
    expect(() => imageSetFromIdx({ ...base, images, labels })).toThrow(IdxFormatError);
    expect(() => imageSetFromIdx({ ...base, images, labels })).toThrow(message);
  });
});

test('more classes are allowed when said', () => {
  const labels = idxFile([1], Uint8Array.of(25));
  expect(imageSetFromIdx({ ...base, images: imagesFile(1), labels, classes: 26 }).labels[0]).toBe(25);
});

test('selected images come with their labels, in the order asked for', () => {
  const set = imageSetFromIdx({ ...base, images: imagesFile(4), labels: labelsFile(4) });
  const selected = selectImages(set, Uint32Array.of(3, 0, 3));
  expect(selected).toMatchObject({ count: 3, height: 2, width: 3 });
  expect([...selected.images]).toEqual([18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 18, 19, 20, 21, 22, 23]);
  expect([...selected.labels]).toEqual([3, 0, 3]);
  expect(() => selectImages(set, Uint32Array.of(4))).toThrow(ValueError);
  expect(() => selectImages(set, new Uint32Array(0))).toThrow(ValueError);
  expect(() => selectLabels(set, Uint32Array.of(4))).toThrow(/got 4, allowed is below the count of images, 4/);
});
