import { readFileSync } from 'node:fs';

/** Mutants that nothing can tell from what they are of, each with its reason, by id; kept by hand. */
export function readEquivalents(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL('../equivalents.json', import.meta.url), 'utf8')) as Record<string, string>;
}
