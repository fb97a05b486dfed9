import { RandomKey } from '@hkmem/backend';
import { glyphs } from '@hkmem/datasets';
import { expect, test } from 'vitest';
import { type CueSourceSettings, cueSource } from './cue-source.ts';
import { imageSource } from './image-source.ts';

const key = RandomKey.fromSeed(2);
const set = glyphs({ count: 60, testCount: 10, random: key.fold('glyphs').stream() }).train;
const neurons = 80;
const plain = imageSource({ set, neurons, key });

function source(changes: Partial<CueSourceSettings> = {}): ReturnType<typeof cueSource> {
  return cueSource({ source: plain, height: 8, width: 8, cue: 'both', key: key.fold('cues'), ...changes });
}

test('a share of a batch is damaged, in its cue alone, the same at each call', () => {
  const cues = source({ damage: { share: 0.5, noise: 0.6, halves: true, cover: [2, 4] } });
  const [clean, batch] = [plain.trainingBatch(3, 40), cues.trainingBatch(3, 40)];
  expect(batch.labels).toEqual(clean.labels);
  expect(batch.input).toEqual(batch.x);
  let damaged = 0;
  for (let b = 0; b < 40; b++) {
    const [was, is] = [clean.x!, batch.x!].map((x) => x.subarray(b * neurons, b * neurons + 64));
    expect(batch.clean!.subarray(b * 64, (b + 1) * 64)).toEqual(was);
    if (is!.some((pixel, p) => pixel !== was![p])) damaged++;
  }
  // 20 are expected, with a deviation of 3.2; a cover of empty corners and a little noise may leave an image as it is.
  expect(damaged).toBeGreaterThan(6);
  expect(damaged).toBeLessThan(34);
  expect(cues.trainingBatch(3, 40)).toEqual(batch);
  expect(cues.trainingBatch(4, 40).x).not.toEqual(batch.x);
});

test('a cue is the start, the input, or both', () => {
  const [start, input] = (['start', 'input'] as const).map((cue) => source({ cue }).trainingBatch(0, 5));
  const { x } = plain.trainingBatch(0, 5);
  expect(start!.x).toEqual(x);
  expect(start!.input).toBeUndefined();
  expect(input!.x).toEqual(new Float32Array(5 * neurons));
  expect(input!.input).toEqual(x);
});

test('an input may be weaker than the cue', () => {
  const { x, input } = source({ strength: 0.5 }).trainingBatch(0, 5);
  expect(x).toEqual(plain.trainingBatch(0, 5).x);
  expect(input).toEqual(x!.map((entry) => entry / 2));
  for (const strength of [0, -1, Number.NaN]) {
    expect(() => source({ strength })).toThrow(/strength of an input: got .*, allowed is a number above 0/);
  }
});

test('batches for evaluation are whole and undamaged', () => {
  const cues = source({ damage: { share: 1, halves: true } });
  const shown = [...cues.batches(25)];
  expect(shown.map(({ batch }) => batch)).toEqual([25, 25, 10]);
  expect(shown[0]!.x).toEqual([...plain.batches(25)][0]!.x);
});

test('every kind of damage is met', () => {
  const batch = source({ damage: { share: 1, halves: true } }).trainingBatch(0, 60);
  const erased = new Set<string>();
  for (let b = 0; b < 60; b++) {
    const dark = (from: number, rows: number, column: number, columns: number): boolean => {
      for (let r = from; r < from + rows; r++) {
        for (let c = column; c < column + columns; c++) if (batch.x![b * neurons + 8 * r + c] !== 0) return false;
      }
      return true;
    };
    if (dark(0, 4, 0, 8)) erased.add('top');
    if (dark(4, 4, 0, 8)) erased.add('bottom');
    if (dark(0, 8, 0, 4)) erased.add('left');
    if (dark(0, 8, 4, 4)) erased.add('right');
  }
  expect([...erased].sort()).toEqual(['bottom', 'left', 'right', 'top']);
});

test.for<readonly [Partial<CueSourceSettings>, RegExp]>([
  [{ cue: 'clamp' as 'both' }, /cueSource, cue: 'clamp' is not known, allowed are 'start', 'input', 'both'/],
  [{ damage: { share: 2, halves: true } }, /share of damaged cues: got 2/],
  [{ damage: { share: 0.5 } }, /a share of 0.5 without a kind/],
  [{ damage: { share: 0.5, noise: -1 } }, /noise of cues: got -1/],
  [{ damage: { share: 0.5, cover: [4, 9] } }, /cover of cues: got 4 to 9/],
])('bad settings are refused: %o', ([changes, message]) => {
  expect(() => source(changes)).toThrow(message);
});

test('images that are larger than the memory are refused', () => {
  const large = source({ height: 10, width: 10 });
  expect(() => large.trainingBatch(0, 5)).toThrow(/x of a cue/);
});
