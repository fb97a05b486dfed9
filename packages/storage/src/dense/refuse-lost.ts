import { checkWhole } from '../check-numbers.ts';
import { CapacityError } from '../errors.ts';
import type { DenseEnergyName, DenseForm } from './dense-form.ts';
import { lostShare } from './dense-update.ts';

/** Patterns that are tried, spread over larger sets. */
const mostTried = 64;

/** What a refusal speaks of. */
export interface DenseKind {
  readonly energy: DenseEnergyName;
  readonly degree: number;
  readonly beta: number | undefined;
}

/** @throws {CapacityError} if one of the patterns that are tried is lost by more than 5 %. */
export function refuseLost(
  form: DenseForm,
  patterns: readonly Float64Array[],
  { energy, degree, beta }: DenseKind,
): void {
  const count = patterns.length;
  const trials = Math.min(count, mostTried);
  const tried = Array.from({ length: trials }, (_, n) => Math.floor((n * count) / trials));
  const lost = tried.filter((k) => lostShare(form, patterns, patterns[k]!) > 0.05);
  if (lost.length === 0) return;
  const N = patterns[0]!.length;
  const polynomial = energy === 'polynomial';
  const holds = polynomial ? polynomialHolds(degree, N) : Math.floor((count * (trials - lost.length)) / trials);
  const way = polynomial
    ? `Of ${N} units it holds about ${holds} random patterns without an error, fewer where they resemble each other. Take a ` +
      "higher degree, the energy 'log-sum-exp', store fewer, or pass overload: true."
    : `At an inverse temperature of ${beta} it holds about ${holds} of these, since what resembles each other becomes one. ` +
      'Take a higher one, store fewer, or pass overload: true.';
  throw new CapacityError(
    `${count} patterns in a dense memory of the energy '${energy}': of ${trials} that were tried ${lost.length} would be ` +
      `forgotten at once (pattern ${lost[0]} first). ${way}`,
    holds,
  );
}

/**
 * Random patterns that degree n holds without a wrong sign: N^(n-1) / (2 (2n-3)!! ln N) (Krotov, Hopfield 2016).
 * @throws {ValueError} unless n is a whole number from 2 and N one from 1.
 */
export function polynomialHolds(degree: number, neurons: number): number {
  checkWhole('degree', degree, 2);
  checkWhole('neurons', neurons, 1);
  let odd = 1;
  for (let k = 3; k <= 2 * degree - 3; k += 2) odd *= k;
  return Math.max(1, Math.floor(neurons ** (degree - 1) / (2 * odd * Math.log(neurons))));
}
