import { UsageError } from '../console/errors.ts';
import { parseNumber } from './flags.ts';

/** Most numbers that a list or range may hold. */
const most = 1000;

/**
 * Numbers from text: a list `1,2,5`, a range `from:to` in whole steps, or `from:to:step`, ends included; parts of a list may
 * be ranges. @throws {UsageError}
 */
export function parseRange(flag: string, text: string): number[] {
  const numbers = text.split(',').flatMap((part) => rangeOf(flag, part.trim()));
  if (numbers.length > most) {
    throw new UsageError(
      `${flag}: got ${numbers.length} numbers from '${text}', allowed are ${most}; take larger steps`,
    );
  }
  return [...new Set(numbers)];
}

function rangeOf(flag: string, part: string): number[] {
  const ends = part.split(':').map((end) => parseNumber(flag, end));
  const [from, to, step = 1] = ends as [number, number?, number?];
  if (to === undefined) return [from];
  const count = Math.floor((to - from) / step + 1e-9);
  if (ends.length > 3 || !(step > 0) || !(count >= 0)) {
    throw new UsageError(`${flag}: got '${part}', allowed is from:to or from:to:step, upwards, as 0.1:0.2:0.01`);
  }
  if (count >= most) throw new UsageError(`${flag}: '${part}' are ${count + 1} numbers, allowed are ${most}`);
  return Array.from({ length: count + 1 }, (_, k) => Number((from + k * step).toPrecision(12)));
}
