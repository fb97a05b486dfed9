import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PictureError } from '../errors.ts';
import { loadImageFolder } from './image-folder.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hkmem-images-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), bytes);
}

const dot = (level: number, size = 3): Uint8Array =>
  encode({
    width: size,
    height: size,
    channels: 1,
    depth: 8,
    data: Uint8Array.from({ length: size * size }, (_, n) => (n === (size * size - 1) / 2 ? level : 0)),
  });

test('one folder a class: classes and files by name, numbers by size, hidden files passed over', async () => {
  for (const name of ['10', '9', '2']) for (const n of [1, 2, 10]) write(`${name}/${n}.png`, dot(10 * n));
  write('.DS_Store', 'x');
  write('9/.hidden', 'x');
  const { train, test: judged, classNames, name } = await loadImageFolder({ directory, spread: false });
  expect([name, classNames]).toEqual(['images', ['2', '9', '10']]);
  expect([train.count, judged.count]).toEqual([6, 3]);
  // The one in the middle is judged on.
  expect(Array.from({ length: 2 }, (_, n) => train.images[9 * n + 4])).toEqual([10, 100]);
  expect(judged.images[4]).toBe(20);
});

test('train and test apart', async () => {
  for (const part of ['train', 'test']) for (const name of ['a', 'b']) write(`${part}/${name}/1.png`, dot(200));
  const { train, test: judged } = await loadImageFolder({ directory, size: [5, 5] });
  expect([train.count, judged.count, train.height]).toEqual([2, 2, 5]);
  write('test/c/1.png', dot(1));
  await expect(loadImageFolder({ directory })).rejects.toThrow("class 'c' is in 'test' and not in 'train'.");
});

test('everything in a folder that is not as it should be is named at once', async () => {
  for (const name of ['a', 'b']) for (const n of [1, 2, 3]) write(`${name}/${n}.png`, dot(200));
  write('a/notes.txt', 'hello');
  write('a/broken.png', dot(200).slice(0, 45));
  write('a/large.png', dot(200, 5));
  write('b/more/1.png', dot(1));
  mkdirSync(join(directory, 'empty'));
  write('beside.png', dot(1));
  symlinkSync(join(directory, 'a/1.png'), join(directory, 'b/link.png'));
  symlinkSync(join(directory, 'a'), join(directory, 'linked'));
  const error: unknown = await loadImageFolder({ directory }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PictureError);
  const told = (error as PictureError).problems.map((problem) => problem.replaceAll(`${directory}/`, ''));
  expect(told.toSorted()).toEqual([
    `'a/broken.png' is a damaged PNG file: ${told.find((each) => each.includes('damaged'))!.split('file: ')[1]}`,
    "'a/large.png' is of 5 x 5 pixels, most are of 3 x 3. Give the size that all are to have",
    "'a/notes.txt' is no PNG file",
    "'b/link.png' is a link, which is not followed",
    "'b/more' is a folder in the folder of a class",
    "'beside.png' lies beside the classes; pictures lie in the folder of their class",
    "'linked' is a link, which is not followed",
    "class 'empty' is empty; it needs two or more, to learn from and to be judged on",
  ]);
  await expect(loadImageFolder({ directory: join(directory, 'none') })).rejects.toThrow('does not exist');
  await expect(loadImageFolder({ directory: join(directory, 'a') })).rejects.toThrow('holds 0 folders of pictures');
});
