import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
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
  OptionError,
  shuffledBatches,
} from '../src/index.ts';
import { idxFile } from './idx-files.ts';
import { seeded } from './seeded.ts';

/** A public function as a caller in JavaScript sees it: options that work, and those that must be there. */
type Call = readonly [name: string, options: object, required: readonly string[], call: (options: never) => unknown];

/** Calls with misspelt options, and without those that must be there. */
function spoilt(options: object, required: readonly string[]): readonly (readonly [string, unknown])[] {
  const without = required.map((name) => {
    return [`without ${name}`, Object.fromEntries(Object.entries(options).filter(([key]) => key !== name))] as const;
  });
  const none = required.length === 0 ? [] : [['without options', undefined] as const];
  const misspelt = Object.keys(options).map((name) => {
    return [`with ${name}s`, { ...options, [`${name}s`]: 1 }] as const;
  });
  return [...without, ...misspelt, ...none, ['with null', null], ['with an unknown one', { ...options, colour: 1 }]];
}

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

const calls: readonly Call[] = [
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

for (const [name, options, required, call] of calls) {
  test(`${name} takes its options`, async () => {
    await expect((async () => call(options as never))()).resolves.not.toThrow();
  });

  test.for(spoilt(options, required))(`${name} %s is refused by name`, async ([, given]) => {
    const refused = (async () => call(given as never))();
    await expect(refused).rejects.toThrow(OptionError);
    await expect(refused).rejects.toThrow(/option/);
  });
}
