/** The digit with the largest logit of each cell, [cells]. */
export function largestClasses(logits: ArrayLike<number>): Uint8Array {
  return Uint8Array.from({ length: logits.length / 9 }, (_, cell) => {
    let best = 0;
    for (let k = 1; k < 9; k++) if (logits[9 * cell + k]! > logits[9 * cell + best]!) best = k;
    return best + 1;
  });
}
