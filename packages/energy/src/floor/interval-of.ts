import { largestOf, smallestOf } from '@hkmem/backend';
import type { Interval } from '@hkmem/laws';

/** The interval that entries from `first` to before `last` lie in. */
export function intervalOf(values: ArrayLike<number>, last: number, first = 0): Interval {
  const own = Array.from(values).slice(first, last);
  return [smallestOf(own), largestOf(own)];
}
