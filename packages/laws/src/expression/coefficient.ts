import type { Node } from './expression.ts';

/** A number as a quotient: whole numbers where it can be, so that x^3 / 3 has the derivative x^2 exactly. */
export interface Coefficient {
  /** Above. */
  readonly n: number;
  /** Below: a whole number from 1. */
  readonly d: number;
}

export const one: Coefficient = { n: 1, d: 1 };

/** Largest whole number that may stand above or below. */
const largest = 2 ** 40;

/** Whole numbers that a fraction may turn out to stand over. */
const denominators = [...Array.from({ length: 63 }, (_, k) => k + 2), 100, 128, 256, 512, 1000, 1024];

/** n / d in lowest terms; common fractions become quotients of whole numbers. */
export function coefficient(n: number, d = 1): Coefficient {
  if (!Number.isInteger(d) || Math.abs(d) > largest || d === 0) return { n: n / d, d: 1 };
  if (d < 0) return coefficient(-n, -d);
  if (!Number.isInteger(n)) {
    const found = denominators.find((each) => Number.isInteger(n * each) && (n * each) / each === n);
    if (found !== undefined && Math.abs(n * found) <= largest) return coefficient(n * found, d * found);
  }
  if (!Number.isInteger(n) || Math.abs(n) > largest) return { n: n / d, d: 1 };
  const divisor = greatestDivisor(Math.abs(n), d);
  return { n: n / divisor, d: d / divisor };
}

/** The product. */
export function times(a: Coefficient, b: Coefficient): Coefficient {
  return coefficient(a.n * b.n, a.d * b.d);
}

/** The sum. */
export function plus(a: Coefficient, b: Coefficient): Coefficient {
  return coefficient(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** a^k for a whole number k, not below 0 if a is 0. */
export function raised({ n, d }: Coefficient, k: number): Coefficient {
  return k >= 0 ? coefficient(n ** k, d ** k) : coefficient(d ** -k, n ** -k);
}

function greatestDivisor(a: number, b: number): number {
  while (a !== 0) [a, b] = [b % a, a];
  return b;
}

const ranks: Readonly<Record<string, number>> = { number: 0, parameter: 1, variable: 2 };

/** Order of factors and terms: numbers, parameters, variables, then the rest by structure alone. */
export function order(a: Node, b: Node): number {
  const rank = (ranks[a.operation] ?? 3) - (ranks[b.operation] ?? 3);
  if (rank !== 0) return rank;
  if (a.name !== undefined && b.name !== undefined) return a.name < b.name ? -1 : Number(a.name > b.name);
  return a.size - b.size || a.hash - b.hash;
}
