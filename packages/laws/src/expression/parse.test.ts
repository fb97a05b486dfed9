import { describe, expect, test } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { ExpressionSizeError, FormulaError, UnknownSymbolError } from '../errors.ts';
import { Arena, limits } from './arena.ts';
import { terms } from './builder.ts';
import { parse } from './parse.ts';
import { textOf } from './text.ts';
import { mostCharacters } from './tokens.ts';

const symbols = { variables: ['r', 'x'], parameters: ['C', 'beta'] };
const inputs = { r: 0.3, x: -1.7, C: 2.5, beta: 0.8 };
const { r, x, C, beta } = inputs;
const value = (formula: string): number => evaluate(parse(formula, symbols), inputs);

function failure(formula: string): FormulaError {
  try {
    parse(formula, symbols);
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error(`'${formula}' was read`);
}

describe('a formula means what it does in mathematics', () => {
  test.for<[string, number]>([
    ['C * r^2 / 2', (C * r * r) / 2],
    ['1 - 2 - 3', -4],
    ['8 / 4 / 2', 1],
    ['2^3^2', 512],
    ['-2^2', -4],
    ['2^-1', 0.5],
    ['-x^2', -(x * x)],
    ['-x * r', -x * r],
    ['--r', r],
    ['(1 + r) * (1 - r)', (1 + r) * (1 - r)],
    ['1e-3 + 2.5E2 + .5 + 3.', 253.501],
    ['  tanh( beta*x )', Math.tanh(beta * x)],
    ['pi', Math.PI],
    ['min(x, r) + max(x, r)', x + r],
    ['where(x < r, 1, 2)', 1],
    ['where(x > r, 1, 2)', 2],
    ['where(r <= r, 1, 2)', 1],
    ['where(r >= 1, 1, where(x < 0, 5, 6))', 5],
    ['logcosh(x)', Math.log(Math.cosh(x))],
    ['softplus(x)', Math.log(1 + Math.exp(x))],
    ['sign(x) + step(r) + abs(x) + relu(x)', -1 + 1 - x],
    // Abramowitz and Stegun, table 7.1: erf 0.3 = 0.32862 67595.
    ['erf(r)', 0.3286267595],
  ])('%s', ([formula, expected]) => {
    expect(value(formula)).toBeCloseTo(expected, 10);
  });

  test('erf is right on both of its branches', () => {
    // Abramowitz and Stegun, table 7.1 (erf 2) and, for 3, 1 - 2.20904 97e-5.
    expect(value('erf(2)')).toBeCloseTo(0.9953222650189527, 14);
    expect(value('erf(-3)')).toBeCloseTo(-0.9999779095030014, 14);
  });
});

describe('what is wrong is said with its place', () => {
  test.for<[string, number, RegExp]>([
    ['', 0, /there is nothing/],
    ['C * q', 4, /'q' is not known.*Known are r, x, C, beta.*A parameter needs a role/],
    ['C * betta', 4, /Did you mean 'beta'/],
    ['sigmod(r)', 0, /Did you mean 'sigmoid'/],
    ['2 r', 2, /Write '\*' between factors/],
    ['2r', 1, /Write '\*' between factors/],
    ['(1 + r)(1 - r)', 7, /Write '\*' between factors/],
    ['C(r)', 0, /'C' is no function/],
    ['0,5 * r', 1, /Write '0\.5' with a point/],
    ['tanh', 0, /Write 'tanh\(\.\.\.\)'/],
    ['tanh(r, x)', 0, /got 2 arguments\. It takes 1/],
    ['min(r)', 0, /got 1 arguments\. It takes 2/],
    ['where(r, 1, 2)', 7, /lacks its comparison/],
    ['where(r < 1, 1)', 0, /got 2 arguments\. It takes 3/],
    ['r < 1', 2, /'<' is out of place/],
    ['(r', 0, /'\(' is never closed/],
    ['r)', 1, /closes nothing/],
    ['r +', 3, /the formula ends where a term is expected/],
    ['r ** 2', 3, /Write '\^' for a power/],
    ['r × C', 2, /Write '\*' for a product/],
    ['C = r', 2, /no equals sign/],
    ['|r|', 0, /abs\(\.\.\.\)/],
    ['1e999', 0, /too large/],
    ['r; x', 1, /Write ','/],
    ['eval("1")', 5, /no part of a formula/],
    ['constructor', 0, /not known/],
    ['__proto__', 0, /not known/],
  ])('%s', ([formula, position, message]) => {
    const error = failure(formula);
    expect(error.message).toMatch(message);
    expect(error.position).toBe(position);
  });

  test('an unknown name has its own class', () => {
    expect(failure('q')).toBeInstanceOf(UnknownSymbolError);
  });

  test('8,000 nested brackets, signs and powers are refused by name', () => {
    const deep = `${'('.repeat(4_000)}r${')'.repeat(4_000)}`;
    for (const formula of [deep, '('.repeat(8_000), '-'.repeat(8_000), `r${'^r'.repeat(4_000)}`]) {
      expect(failure(formula).message).toMatch(/nest too deeply/);
    }
    expect(failure('x'.repeat(mostCharacters + 1)).message).toMatch(/At most 10000/);
  });

  test('long sums and large trees are refused by name, deep built ones without a stack overflow', () => {
    const arena = new Arena();
    const long = parse(Array.from({ length: 1_500 }, () => 'x').join('+'), symbols);
    expect(() => arena.import(long)).toThrow(ExpressionSizeError);
    let deep = terms.r;
    for (let k = 0; k < 100_000; k++) deep = terms.tanh(deep);
    expect(() => arena.import(deep)).toThrow(/depth of a formula/);
    let wide = terms.r;
    for (let k = 0; k < 60; k++) wide = terms.mul(terms.tanh(wide), wide);
    expect(() => arena.import(wide)).toThrow(`at most ${limits.size}`);
  });
});

test('the builder gives what the formula gives', () => {
  const arena = new Arena();
  const built = terms.div(terms.mul(terms.parameter('C'), terms.pow(terms.r, 2)), 2);
  expect(arena.import(built)).toBe(arena.import(parse('C * r^2 / 2', symbols)));
  const choice = terms.whereLess(terms.x, 1, terms.neg(terms.r), terms.max(terms.x, 2));
  expect(textOf(arena.import(choice))).toBe('where(x < 1, -r, max(2, x))');
});
