/** What class units answer, and how sure that is. */
export interface ToldAnswer {
  readonly digit: number;
  /** What is said after the digit: who comes close, and what the image shows if the answer is wrong. */
  readonly words: string;
}

/** Margin below which another class comes close: a fifth of what training aims to put between two. */
const doubtBelow = 0.4;

/**
 * The answer of class units trained to 1 for the class shown and -1 for the rest. `shown` is the class of a test image;
 * `empty` tells an image without ink, of which there is nothing to answer.
 */
export function toldAnswer(outputs: ArrayLike<number>, shown: number | undefined, empty: boolean): ToldAnswer {
  const order = Array.from(outputs, (_, digit) => digit).sort((a, b) => outputs[b]! - outputs[a]!);
  const [digit = 0, second = 0] = order;
  if (empty) return { digit, words: ', though nothing is drawn: that is where it falls without a cue' };
  const margin = outputs[digit]! - outputs[second]!;
  const doubt = margin < doubtBelow ? `, in doubt: ${second} is only ${margin.toFixed(2)} behind` : '';
  return {
    digit,
    words: `${shown === undefined || shown === digit ? '' : `, wrongly: the image shows a ${shown}`}${doubt}`,
  };
}
