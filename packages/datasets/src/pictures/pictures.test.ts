import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { PictureError } from '../errors.ts';
import { decodePng } from './decode-png.ts';
import { pictureDataset } from './picture-dataset.ts';
import { resized } from './resize.ts';

const png = (width: number, data: readonly number[], options: object = {}): Uint8Array =>
  encode({ width, height: 1, data: Uint8Array.from(data), channels: 1, depth: 8, ...options });
const grey = (height: number, width: number, level: (row: number, column: number) => number): Uint8Array =>
  encode({
    height,
    width,
    channels: 1,
    depth: 8,
    data: Uint8Array.from({ length: height * width }, (_, n) => level(Math.floor(n / width), n % width)),
  });
const rounded = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Math.round(1000 * value) / 1000);

test('grey, colours, 16 bits, palettes of few bits and transparency become brightness', () => {
  expect(rounded(decodePng(png(3, [0, 51, 255]), 'a').levels)).toEqual([0, 0.2, 1]);
  const deep = png(2, [], { data: Uint16Array.of(65_535, 13_107), depth: 16 });
  expect(rounded(decodePng(deep, 'a').levels)).toEqual([1, 0.2]);
  const colours = png(3, [255, 0, 0, 0, 255, 0, 0, 0, 255], { channels: 3 });
  expect(rounded(decodePng(colours, 'a').levels)).toEqual([0.213, 0.715, 0.072]);
  const through = decodePng(png(2, [255, 255, 255, 51], { channels: 2 }), 'a');
  expect([rounded(through.levels), rounded(through.cover)]).toEqual([
    [1, 1],
    [1, 0.2],
  ]);
  // One bit a pixel, packed: 1010.
  const packed = png(4, [0b1010_0000], { depth: 1 });
  expect(rounded(decodePng(packed, 'a').levels)).toEqual([1, 0, 1, 0]);
});

test('what is no PNG, cut short, changed or huge is named', () => {
  const whole = png(3, [0, 51, 255]);
  const changed = whole.slice();
  changed[45]! ^= 1;
  const huge = whole.slice();
  new DataView(huge.buffer, huge.byteOffset).setUint32(16, 2 ** 30);
  const told: [Uint8Array, RegExp][] = [
    [new TextEncoder().encode('<svg>'.repeat(20)), /^'x' is no PNG file\.$/],
    [new Uint8Array(0), /is no PNG file/],
    [whole.slice(0, 45), /^'x' is a damaged PNG file: /],
    [changed, /^'x' is a damaged PNG file: /],
    [huge, /^'x' holds 1 x 1073741824 pixels, allowed are 16777216 in all\.$/],
  ];
  for (const [bytes, message] of told) {
    expect(() => decodePng(bytes, "'x'")).toThrow(PictureError);
    expect(() => decodePng(bytes, "'x'")).toThrow(message);
  }
});

test('an image is scaled by area, put in the middle, and keeps its mean', () => {
  const image = { height: 2, width: 4, levels: Float64Array.of(0, 1, 1, 0, 1, 0, 0, 1) };
  expect(rounded(resized(image, 1, 2, 0, true).levels)).toEqual([0.5, 0.5]);
  expect(rounded(resized(image, 4, 4, 0.25).levels)).toEqual([
    ...[0.25, 0.25, 0.25, 0.25],
    ...[0, 1, 1, 0, 1, 0, 0, 1],
    ...[0.25, 0.25, 0.25, 0.25],
  ]);
  expect(rounded(resized({ height: 1, width: 3, levels: Float64Array.of(0, 0, 3) }, 1, 2, 0, true).levels)).toEqual([
    0, 2,
  ]);
  expect(rounded(resized({ height: 1, width: 2, levels: Float64Array.of(0, 1) }, 1, 4, 0, true).levels)).toEqual([
    0, 0.25, 0.75, 1,
  ]);
});

test('pictures of two classes become images with ink as 255, those of each class on both sides', () => {
  // A dark bar on paper, standing or lying, of several sizes and shades.
  const bar = (n: number, standing: boolean): Uint8Array =>
    grey(8 + 2 * n, 8 + 2 * n, (row, column) => {
      const across = (standing ? column : row) / (8 + 2 * n);
      return across > 0.35 && across < 0.65 ? 20 + n : 230;
    });
  const files = (standing: boolean) =>
    Array.from({ length: 5 }, (_, n) => ({ source: `${standing}${n}`, bytes: bar(n, standing) }));
  const classes = [
    { name: 'standing', files: files(true) },
    { name: 'lying', files: files(false) },
  ];
  const { train, test: judged, classNames } = pictureDataset(classes, { size: [8, 8] });
  expect(classNames).toEqual(['standing', 'lying']);
  expect([train.count, judged.count, train.height, train.width, train.classes]).toEqual([8, 2, 8, 8, 2]);
  expect([...train.labels, ...judged.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 1]);
  const row = Array.from(train.images.subarray(3 * 8, 4 * 8));
  expect([row[0], row[7], Math.max(...row)]).toEqual([0, 0, 255]);
  const light = pictureDataset(classes, { size: [8, 8], ground: 'dark' });
  expect(Array.from(light.train.images.subarray(3 * 8, 3 * 8 + 1))).toEqual([255]);
  const sizes = (): unknown => pictureDataset(classes);
  expect(sizes).toThrow(
    /^true1 is of 10 x 10 pixels, most are of 8 x 8\. Give the size that all are to have; true3 is of/,
  );
  const empty = (): unknown => pictureDataset([...classes, { name: 'empty', files: [] }], { size: [8, 8] });
  expect(empty).toThrow("class 'empty' is empty; it needs two or more");
  expect(() => pictureDataset(classes.slice(1))).toThrow('number of classes');
});
