/** How images agree with the clean ones, pixel by pixel. */
export interface PixelScores {
  /** Root mean square of the difference, over all pixels of all images. */
  readonly rms: number;
  /** Mean over images of the correlation with the clean image; 0 for an image of one value. */
  readonly correlation: number;
}

/** Sums up images as they come, in units of the activity. */
export class PixelTally {
  #squares = 0;
  #correlations = 0;
  #pixels = 0;
  #images = 0;

  /** Takes one image [pixels] and the clean one. */
  add(image: ArrayLike<number>, clean: ArrayLike<number>): void {
    const count = clean.length;
    const [meanImage, meanClean] = [mean(image, count), mean(clean, count)];
    let [both, first, second] = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      const [a, b] = [image[i]! - meanImage, clean[i]! - meanClean];
      this.#squares += (image[i]! - clean[i]!) ** 2;
      both += a * b;
      first += a * a;
      second += b * b;
    }
    // Sums of squares as small as rounding leaves them are those of one value.
    const flat = 1e-12 * count;
    if (first > flat && second > flat) this.#correlations += both / Math.sqrt(first * second);
    this.#pixels += count;
    this.#images++;
  }

  get scores(): PixelScores {
    return { rms: Math.sqrt(this.#squares / this.#pixels), correlation: this.#correlations / this.#images };
  }
}

function mean(values: ArrayLike<number>, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  return sum / count;
}
