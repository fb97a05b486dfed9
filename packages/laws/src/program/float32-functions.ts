import type { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';

/** Functions that float32 targets lack, written in arithmetic. Errors are those in float32, below 1e-6 where said. */

/** pi in three parts: n times the first two is exact in float32 for |n| < 4096. */
const pi = [3.140625, 0.0009670257568359375, 6.277114152908325e-7] as const;

/** Coefficients of sin(t) / t and cos(t) in t^2, of their Taylor series: remainders on |t| <= pi / 2 are 6e-8 and 7e-9. */
const sine = [1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800];
const cosine = [1, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600];

/** sin x or cos x, absolute error below 1e-6 for |x| up to 1,000: (-1)^n times that of x - n pi. */
export function wave(arena: Arena, operation: 'sin' | 'cos', x: Node): Node {
  const make = arena.raw.bind(arena);
  const n = make('nearest', make('mul', arena.number(Math.fround(1 / Math.PI)), x));
  const t = pi.reduce((rest, part) => make('sub', rest, make('mul', arena.number(Math.fround(part)), n)), x);
  const pairs = make('nearest', make('mul', arena.number(0.5), n));
  const odd = make('abs', make('sub', n, make('mul', arena.number(2), pairs)));
  const sign = make('sub', arena.number(1), make('mul', arena.number(2), odd));
  const square = make('mul', t, t);
  const value = polynomial(arena, operation === 'sin' ? sine : cosine, square);
  return make('mul', sign, operation === 'sin' ? make('mul', value, t) : value);
}

/** Of the series of erf(x) / x in x^2: remainder 2e-8 on |x| <= 0.75. */
const nearZero = Array.from({ length: 8 }, (_, n) => {
  const factorial = Array.from({ length: n }, (_, k) => k + 1).reduce((a, b) => a * b, 1);
  return ((2 / Math.sqrt(Math.PI)) * (-1) ** n) / (factorial * (2 * n + 1));
});

/** Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7. */
const tail = { p: 0.3275911, a: [0, 0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429] } as const;

/** erf x, absolute error below 1e-6. */
export function errorFunction(arena: Arena, x: Node): Node {
  const make = arena.raw.bind(arena);
  const one = arena.number(1);
  const magnitude = make('abs', x);
  const square = make('mul', x, x);
  const t = make('div', one, make('add', one, make('mul', arena.number(Math.fround(tail.p)), magnitude)));
  const rest = make('mul', polynomial(arena, tail.a, t), make('exp', make('neg', square)));
  const far = make('mul', make('sign', x), make('sub', one, rest));
  const limited = make('min', square, one);
  const close = make('mul', x, polynomial(arena, nearZero, limited));
  return make('less', magnitude, arena.number(0.75), close, far);
}

function polynomial(arena: Arena, coefficients: readonly number[], t: Node): Node {
  return coefficients
    .map((value) => arena.number(Math.fround(value)))
    .reduceRight((sum, value) => arena.raw('add', arena.raw('mul', sum, t), value));
}
