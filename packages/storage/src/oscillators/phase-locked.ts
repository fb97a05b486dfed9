import { checkWhole } from '../check-numbers.ts';

/** States of one cycle of oscillators, all at rest, that are one but for where reversed steps lie and for a common phase. */
export interface PhaseLockedStates {
  /** How often phases turn round the cycle. */
  readonly turns: number;
  /** Steps of pi - `step`; the others are of `step`. */
  readonly reversed: number;
  /** Radians, above -pi / 2, at most pi / 2. */
  readonly step: number;
  /** How many places there are for the reversed steps. */
  readonly states: number;
  /** Whether every small departure from them dies out but for the common phase. */
  readonly stable: boolean;
}

/**
 * Every phase-locked state of a cycle of n oscillators drawn to their neighbours alike, but for families of saddles: at rest
 * all steps have one sine, so each is `step` or pi - `step`, and together they are 2 pi `turns`. (With half of the steps
 * reversed any `step` does; the curvatures of its steps are cos and -cos, so that these are saddles.) Steps curve
 * the energy by their cosines; on sums of zero that is positive definite if all are positive, or if one is negative and the
 * sum of all 1 / cos is. It counts anew what `Honeycomb` holds, without its formula.
 * @throws {ValueError} unless n is a whole number from 2.
 */
export function phaseLockedStates(size: number): PhaseLockedStates[] {
  checkWhole('oscillators of a cycle', size, 2);
  const found: PhaseLockedStates[] = [];
  for (let reversed = 0; reversed <= size; reversed++) {
    const rest = size - 2 * reversed;
    if (rest === 0) continue;
    for (let turns = -size; turns <= size; turns++) {
      const step = (Math.PI * (2 * turns - reversed)) / rest;
      // Beyond a quarter turn a step is a reversed one; -pi / 2 is the same as 3 pi / 2.
      if (!(step > -Math.PI / 2 + 1e-9 && step <= Math.PI / 2 + 1e-9)) continue;
      found.push({ turns, reversed, step, states: choose(size, reversed), stable: isStable(size, reversed, step) });
    }
  }
  return found;
}

function isStable(size: number, reversed: number, step: number): boolean {
  const cosine = Math.cos(step);
  if (!(cosine > 1e-9)) return false;
  return reversed === 0 || (reversed === 1 && (size - 1) / cosine - 1 / cosine < 0);
}

function choose(n: number, k: number): number {
  let count = 1;
  for (let j = 1; j <= k; j++) count = (count * (n - k + j)) / j;
  return Math.round(count);
}
