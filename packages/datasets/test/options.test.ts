import { type OptionCall, testOptions } from '@hkmem/vitest-preset/options';
import { gzipSync } from 'fflate';
import {
  biasedBatches,
  corrupt,
  editTask,
  encodeSphere,
  glyphs,
  imageSetFromIdx,
  loadFashionMnist,
  loadImageDataset,
  loadMnist,
  MissingDataError,
  shuffledBatches,
} from '../src/index.ts';
import { idxFile } from './idx-files.ts';
import { seeded } from './seeded.ts';

const random = seeded(1);
const images = gzipSync(idxFile([2, 1, 2], Uint8Array.of(1, 2, 3, 4)));
const labels = idxFile([2], Uint8Array.of(0, 1));
const idx = { name: 'a', split: 'test', images, labels, classes: 2, imagesSource: 'i', labelsSource: 'l' };
/** Names are looked at before anything is read; a folder that is not there is told then. */
const absent = async (loading: Promise<unknown>): Promise<void> => {
  await loading.catch((error: unknown) => {
    if (!(error instanceof MissingDataError)) throw error;
  });
};
const folder = { directory: 'nowhere', verify: false, transposed: false, signal: new AbortController().signal };

const calls: readonly OptionCall[] = [
  ['glyphs', { count: 2, random, testCount: 2, size: 8 }, ['count', 'random'], glyphs],
  [
    'biasedBatches',
    { labels: Uint8Array.of(0, 1), batch: 2, digits: [0], share: 0.5, random, batches: 1 },
    ['labels', 'batch', 'digits', 'share', 'random'],
    biasedBatches,
  ],
  ['imageSetFromIdx', { ...idx, transposed: true }, ['name', 'split', 'images', 'labels'], imageSetFromIdx],
  ['editTask', { name: 'swap', digits: [0, 1] }, ['name'], editTask],
  ['shuffledBatches', { partial: 'drop' }, [], (options) => shuffledBatches(4, 2, random, options)],
  ['loadMnist', folder, [], (options) => absent(loadMnist(options))],
  ['loadFashionMnist', folder, [], (options) => absent(loadFashionMnist(options))],
  ['loadImageDataset', { name: 'mnist', ...folder }, ['name'], (options) => absent(loadImageDataset(options))],
  [
    'corrupt',
    { height: 1, width: 2 },
    ['height', 'width'],
    (options) => corrupt(Float32Array.of(0, 1), { kind: 'noise', level: 0.1 }, random, options),
  ],
  [
    'encodeSphere',
    { neurons: 3, dimension: 2 },
    ['neurons', 'dimension'],
    (options) => encodeSphere(Uint8Array.of(1, 2), { mean: 0.1, largest: 1 }, options),
  ],
];

testOptions(calls);
