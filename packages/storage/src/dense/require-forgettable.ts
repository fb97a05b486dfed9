import { RuleError } from '../errors.ts';

/** @throws {RuleError} unless `index` is one of `count` patterns and another is left. */
export function requireForgettable(index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count && count > 1) return;
  const stored = count === 1 ? 'the only one, and a memory holds at least one' : `0 to ${count - 1}`;
  throw new RuleError(`forget: got pattern ${index}, stored are ${stored}.`);
}
