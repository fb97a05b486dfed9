/** Runs of words in one buffer, one after another, each from a multiple of four words. */
export class Packing {
  words = 0;

  take(words: number): number {
    const start = this.words;
    this.words += 4 * Math.ceil(words / 4);
    return start;
  }
}
