import { ValueError } from '@hkmem/backend';

/** @throws {ValueError} on what is no whole number from the least one on. */
export function checkWhole(what: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least))
    throw new ValueError(what, value, `a whole number from ${least}`);
}
