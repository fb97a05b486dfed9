import { ValueError } from '@hkmem/backend';

/** @throws {ValueError} on what is no whole number from the least one on. */
export function checkWhole(what: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least))
    throw new ValueError(what, value, `a whole number from ${least}`);
}

/** @throws {ValueError} on what is not above 0, or not finite. */
export function checkAbove(what: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new ValueError(what, value, 'a number above 0');
}
