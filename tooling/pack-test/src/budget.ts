import { readFileSync } from 'node:fs';
import type { Size } from './sizes.ts';

/** Names of what is limited. */
export const limited = ['packed', 'unpacked', 'installed', 'alone', 'complete'] as const;

/** The largest size allowed, in kB, by package and by what is limited. */
export type Budget = Readonly<Record<string, Readonly<Partial<Record<(typeof limited)[number], number>>>>>;

/** The budget of this repository. */
export function readBudget(): Budget {
  return JSON.parse(readFileSync(new URL('../budget.json', import.meta.url), 'utf8')) as Budget;
}

/** What is larger than allowed, or has no limit, as sentences. */
export function overBudget(sizes: readonly Size[], budget: Budget): string[] {
  return sizes.flatMap((size) =>
    limited.flatMap((what) => {
      const [bytes, limit] = [size[what], budget[size.name]?.[what]];
      if (bytes === null) return [];
      if (limit === undefined) return [`${size.name}: budget.json has no limit for ${what}`];
      if (bytes <= 1000 * limit) return [];
      return [`${size.name}: ${what} is ${(bytes / 1000).toFixed(1)} kB, allowed are ${limit} kB (budget.json)`];
    }),
  );
}
