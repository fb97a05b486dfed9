import { closest, distance } from 'fastest-levenshtein';

/** The end of a message about an unknown word: the nearest known one if it is near, else the list. */
export function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'none is allowed here';
  const nearest = closest(word, [...known]);
  const near = distance(word, nearest) <= Math.max(2, Math.ceil(nearest.length / 2));
  return near ? `did you mean '${nearest}'?` : `allowed are ${known.map((name) => `'${name}'`).join(', ')}`;
}
