import { distance } from 'fastest-levenshtein';

/** The name that differs least, by a third of its letters at most; undefined if none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const letters = distance(name.toLowerCase(), candidate.toLowerCase());
    if (letters < least && letters <= Math.max(2, candidate.length / 3)) [best, least] = [candidate, letters];
  }
  return best;
}

/** What a message adds where a name is near. */
export function suggestion(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return near === undefined ? '' : ` Did you mean '${near}'?`;
}

/** Whether a name is one of at least four letters, but for a slip. */
export function slip(name: string, meant: string): boolean {
  return meant.length > 3 && distance(name.toLowerCase(), meant.toLowerCase()) <= Math.max(1, meant.length / 4);
}
