import { type RandomKey, ShapeError, ValueError } from '@hkmem/backend';
import { type Corruption, corrupt } from '@hkmem/datasets';
import type { BatchSource, Samples } from './batch.ts';

/** How cues of a training are damaged: each kind as often as the others. */
export interface CueDamage {
  /** Share of a batch that is damaged, 0 to 1. */
  readonly share: number;
  /** Largest level of noise, drawn from 0 to it; no noise if absent. */
  readonly noise?: number;
  /** Whether halves are erased, any of the four. */
  readonly halves?: boolean;
  /** Least and largest side of a square that is covered, in pixels; none if absent. */
  readonly cover?: readonly [least: number, most: number];
}

/** Ways to show a cue: where the flow starts, an input all the time to a flow that starts at x = 0, or both. */
export const cueKinds = ['start', 'input', 'both'] as const;
/** One of `cueKinds`. */
export type CueKind = (typeof cueKinds)[number];

/** Cues that a memory is to restore. */
export interface CueSourceSettings {
  /** Batches of clean images: x holds pixels in [0, 1] first. */
  readonly source: BatchSource;
  /** Rows of pixels of an image. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
  /** How a cue is shown. */
  readonly cue: CueKind;
  /** The input is that many times the cue; 1 if absent. */
  readonly strength?: number;
  /** What is done to training batches; nothing if absent. */
  readonly damage?: CueDamage;
  /** Randomness of the damage: image b of update n draws from `key.fold(n).fold(b)`. */
  readonly key: RandomKey;
}

/**
 * A source whose training batches bring damaged cues with the clean pixels beside them; `batches`, for evaluation, are
 * shown undamaged. Damage is a pure function of key, update and place in the batch.
 * @throws {ValueError} naming the setting that does not fit.
 */
export function cueSource(settings: CueSourceSettings): BatchSource {
  const { source, height, width, cue, key, damage, strength = 1 } = settings;
  if (!cueKinds.includes(cue)) throw new ValueError('cue', String(cue), cueKinds.join(', '));
  checkStrength(strength);
  const kinds = damage === undefined ? [] : kindsOf(damage, Math.min(height, width));

  function shown(samples: Samples, damaged: (image: Float32Array, b: number) => Float32Array): Samples {
    const { x, batch } = samples;
    const pixels = height * width;
    if (x === undefined) throw new ValueError('source of cues', 'batches without x', 'batches of images in x');
    const neurons = x.length / batch;
    if (neurons < pixels) throw new ShapeError('x of a cue', x.length, [batch, pixels], 'Give whole images.');
    const start = x.slice();
    const clean = new Float32Array(batch * pixels);
    for (let b = 0; b < batch; b++) {
      const image = x.subarray(b * neurons, b * neurons + pixels);
      clean.set(image, b * pixels);
      start.set(damaged(image, b), b * neurons);
    }
    return { ...samples, ...shownCue(cue, start, strength), clean };
  }

  return {
    count: source.count,
    classes: source.classes,
    trainingBatch(step, batch) {
      const samples = source.trainingBatch(step, batch);
      const random = key.fold(step);
      return shown(samples, (image, b) => {
        if (kinds.length === 0) return image;
        const stream = random.fold(b).stream();
        const [whether, which, how] = stream.uniform(3) as unknown as [number, number, number];
        if (whether >= damage!.share) return image;
        return corrupt(image, kinds[Math.floor(which * kinds.length)]!(how), stream, { height, width });
      });
    },
    *batches(batch) {
      for (const samples of source.batches(batch)) yield shown(samples, (image) => image);
    },
  };
}

/** Where a cue x [B, N] of pixels first is shown: as the start of the flow, as an input all the time, or both. */
export function shownCue(
  cue: CueKind,
  x: Float32Array,
  strength = 1,
): { readonly x: Float32Array; readonly input?: Float32Array } {
  const input = strength === 1 || cue === 'start' ? x : new Float32Array(x.length);
  if (input !== x) for (let k = 0; k < x.length; k++) input[k] = strength * x[k]!;
  return { x: cue === 'input' ? new Float32Array(x.length) : x, ...(cue !== 'start' && { input }) };
}

/** @throws {ValueError} unless an input is a finite number of times the cue, above 0. */
export function checkStrength(strength: number): void {
  if (!(strength > 0 && Number.isFinite(strength))) {
    throw new ValueError('strength of an input', strength, 'a number above 0', "For none, take the cue as 'start'.");
  }
}

/** A damage for each uniform of [0, 1), by kind. */
function kindsOf({ share, noise, halves, cover }: CueDamage, side: number): readonly ((how: number) => Corruption)[] {
  if (!(share >= 0 && share <= 1)) throw new ValueError('share of damaged cues', share, 'a number from 0 to 1');
  const kinds: ((how: number) => Corruption)[] = [];
  if (noise !== undefined) {
    if (!(noise >= 0 && noise <= 1)) throw new ValueError('noise of cues', noise, 'a number from 0 to 1');
    kinds.push((how) => ({ kind: 'noise', level: how * noise }));
  }
  if (halves === true) {
    const all = ['top', 'bottom', 'left', 'right'] as const;
    kinds.push((how) => ({ kind: 'erase', half: all[Math.floor(4 * how)]! }));
  }
  if (cover !== undefined) {
    const [least, most] = cover;
    if (!(Number.isInteger(least) && Number.isInteger(most) && least >= 1 && most >= least && most <= side)) {
      throw new ValueError('cover of cues', cover.join(' to '), `whole numbers that do not fall, from 1 to ${side}`);
    }
    kinds.push((how) => ({ kind: 'occlude', size: least + Math.floor(how * (most - least + 1)) }));
  }
  if (share > 0 && kinds.length === 0) {
    throw new ValueError('damage of cues', `a share of ${share} without a kind`, 'noise, halves, cover or several');
  }
  return kinds;
}
