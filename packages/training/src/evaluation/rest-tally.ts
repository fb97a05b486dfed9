import { largestOf } from '@hkmem/backend';
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

/** The same at rest, with what only rest has. */
export interface RestScores extends MomentScores {
  /** Share of samples that came to rest, if only in a frame that turns with all oscillators. */
  readonly atRest: number;
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
  #right = 0;
  #energy = 0;

  add(answer: number, label: number, energy: number, image: ArrayLike<number>, clean: ArrayLike<number>): void {
    this.answers.push(answer);
    if (answer === label) this.#right++;
    this.#energy += energy;
    this.#pixels.add(image, clean);
  }

  get scores(): MomentScores {
    const count = this.answers.length;
    return { accuracy: this.#right / count, energy: this.#energy / count, pixels: this.#pixels.scores };
  }
}

/** The scores at rest from a tally, the samples as `fixedPoint` found them, and the answers of the first time. */
export function restScores(tally: MomentTally, samples: readonly RestSample[], first: readonly number[]): RestScores {
  const resting = samples.filter(isAtRest);
  const judged = resting.filter(({ stability }) => stability !== undefined);
  const minima = judged.filter(({ stability }) => stability === 'minimum').length;
  return {
    ...tally.scores,
    atRest: resting.length / samples.length,
    atMinimum: resting.length > 0 && judged.length === 0 ? Number.NaN : minima / samples.length,
    changed: tally.answers.filter((answer, n) => answer !== first[n]).length / samples.length,
    worstNorm: resting.length === 0 ? Number.NaN : largestOf(resting.map(({ norm }) => norm)),
  };
}
