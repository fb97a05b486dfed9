/** The first answers where the paired image shows `digit`, the second elsewhere; as many as there are first ones. */
export function joinAnswers(
  shown: ArrayLike<number>,
  digit: number,
  there: readonly number[],
  elsewhere: readonly number[],
): Uint8Array {
  return Uint8Array.from(there, (answer, n) => (shown[n] === digit ? answer : elsewhere[n]!));
}
