import { largestOf } from '@hkmem/backend';
import type { ImageSet } from '@hkmem/datasets';
import { isAtRest, type RestSample } from '@hkmem/dynamics';
import { type PixelScores, PixelTally } from './pixel-scores.ts';

/** How a memory answers and what it restores at one time of its flow, or at rest. */
export interface MomentScores {
  /** Share of right answers. */
  readonly accuracy: number;
  /** Mean energy. */
  readonly energy: number;
  /** The pixels' activities against the clean images. */
  readonly pixels: PixelScores;
}

/** Images of one class of a set, by the set's own labels, whatever answers are held against. */
export interface ClassScores {
  /** Images. */
  readonly count: number;
  /** Of them, those with a right answer. */
  readonly right: number;
}

/** The same at rest, with what only rest has. */
export interface RestScores extends MomentScores {
  /** By class of the images themselves, in order. */
  readonly classes: readonly ClassScores[];
  /** Share of samples that came to rest, if only in a frame that turns with all oscillators. */
  readonly atRest: number;
  /** Of all samples, the share that did so within the sweeps over layers that count as in time. */
  readonly inTime: number;
  /** Share of samples at rest at a minimum; NaN if curvatures were left out. */
  readonly atMinimum: number;
  /** Share of answers that are not those of the first time looked at. */
  readonly changed: number;
  /** Largest root mean square of the field over the samples that came to rest; NaN if none did. */
  readonly worstNorm: number;
}

/** Sums up one moment over batches. */
export class MomentTally {
  readonly answers: number[] = [];
  readonly #pixels = new PixelTally();
  readonly #rightOf: boolean[] = [];
  #energy = 0;

  add(answer: number, label: number, energy: number, image: ArrayLike<number>, clean: ArrayLike<number>): void {
    this.answers.push(answer);
    this.#rightOf.push(answer === label);
    this.#energy += energy;
    this.#pixels.add(image, clean);
  }

  /** By class, for images whose own labels are these. */
  classes(labels: ArrayLike<number>, count: number): readonly ClassScores[] {
    return Array.from({ length: count }, (_, c) => {
      const shown = this.#rightOf.filter((_, n) => labels[n] === c);
      return { count: shown.length, right: shown.filter(Boolean).length };
    });
  }

  get scores(): MomentScores {
    const count = this.answers.length;
    return {
      accuracy: this.#rightOf.filter(Boolean).length / count,
      energy: this.#energy / count,
      pixels: this.#pixels.scores,
    };
  }
}

/** What the scores at rest are made of. */
export interface RestTally {
  /** At rest. */
  readonly tally: MomentTally;
  /** As `fixedPoint` found them. */
  readonly samples: readonly RestSample[];
  /** The answers of the first time looked at. */
  readonly first: readonly number[];
  /** The images themselves. */
  readonly set: Pick<ImageSet, 'labels' | 'classes'>;
  /** Sweeps over layers that count as in time. */
  readonly sweepsInTime: number;
}

/** The scores at rest. */
export function restScores({ tally, samples, first, set, sweepsInTime }: RestTally): RestScores {
  const resting = samples.filter(isAtRest);
  const timely = resting.filter(({ sweeps = 0 }) => sweeps <= sweepsInTime);
  const judged = resting.filter(({ stability }) => stability !== undefined);
  const minima = judged.filter(({ stability }) => stability === 'minimum').length;
  return {
    ...tally.scores,
    classes: tally.classes(set.labels, set.classes),
    atRest: resting.length / samples.length,
    inTime: timely.length / samples.length,
    atMinimum: resting.length > 0 && judged.length === 0 ? Number.NaN : minima / samples.length,
    changed: tally.answers.filter((answer, n) => answer !== first[n]).length / samples.length,
    worstNorm: resting.length === 0 ? Number.NaN : largestOf(resting.map(({ norm }) => norm)),
  };
}
