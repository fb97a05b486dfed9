import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { expressions, randomParameters, runs, values } from '../random/random-expression.ts';
import { Arena } from './arena.ts';
import { terms } from './builder.ts';
import { parse } from './parse.ts';
import { textOf } from './text.ts';

const symbols = { variables: ['r', 'x'], parameters: ['A', 'B', 'beta'] };
const leaves = [terms.r, terms.x, ...randomParameters];
const canonical = (formula: string): string => textOf(new Arena().import(parse(formula, symbols)));

describe('one law has one form', () => {
  test.for<[string, string]>([
    ['r * 1 + 0', 'r'],
    ['r * 0', '0'],
    ['r^2 * 0.5 * A', 'A * r^2 / 2'],
    ['(3 * r) * (A / 6)', 'A * r / 2'],
    ['x * r * A', 'A * r * x'],
    ['A * (r * x)', 'A * r * x'],
    ['r * r * r', 'r^3'],
    ['r + A + x', 'A + r + x'],
    ['-(r - x)', 'x - r'],
    ['2 * r - 2 * x', '2 * (r - x)'],
    ['r - x - r', '-x'],
    ['max(r, 0)', 'relu(r)'],
    ['where(r > 0, 1, 0)', 'step(r)'],
    ['where(r > 0, r, 0)', 'relu(r)'],
    ['tanh(-r)', '-tanh(r)'],
    ['logcosh(-r)', 'logcosh(r)'],
    ['abs(r)^2', 'r^2'],
    ['sqrt(r)^4', 'r^2'],
    ['relu(r) * step(r)', 'relu(r)'],
    ['sign(r) * r', 'abs(r)'],
    ['(-r)^3', '-r^3'],
    ['beta * tanh(x) / beta', 'tanh(x)'],
    ['x^0.5', 'sqrt(x)'],
    ['x^-2', '1 / x^2'],
    ['2 + 3 * 4', '14'],
    ['1 / 3', '0.3333333333333333'],
    ['0.1 * r', 'r / 10'],
    ['1 / 0', '1 / 0'],
  ])('%s is %s', ([formula, expected]) => {
    expect(canonical(formula)).toBe(expected);
  });
});

test('simplified expressions have the same values', () => {
  fc.assert(
    fc.property(expressions(leaves, true), values(['r', 'x', 'A', 'B', 'beta'], 2), (expression, inputs) => {
      const expected = evaluate(expression, inputs);
      const got = evaluate(new Arena().import(expression), inputs);
      fc.pre(Number.isFinite(expected) && Math.abs(expected) < 1e6);
      // Sums of large terms that nearly cancel are compared elsewhere; a conditional may fall to the other side by rounding.
      fc.pre(scaleOf(expression, inputs) < 1e4 && !JSON.stringify(expression).match(/less|atMost|sign|step/));
      expect(Math.abs(got - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));
    }),
    runs,
  );
});

test('the canonical text is read as the same node, in any arena, and nothing changes a second time', () => {
  fc.assert(
    fc.property(expressions(leaves, true), (expression) => {
      const arena = new Arena();
      const node = arena.import(expression);
      const text = textOf(node);
      expect(arena.import(parse(text, symbols))).toBe(node);
      const other = new Arena();
      for (const name of ['beta', 'B', 'A']) other.parameter(name);
      expect(textOf(other.import(parse(text, symbols)))).toBe(text);
      expect(arena.import(node)).toBe(node);
    }),
    runs,
  );
});

/** Largest magnitude among the values of all parts. */
function scaleOf(expression: Parameters<typeof evaluate>[0], inputs: Record<string, number>): number {
  const parts = [expression];
  let largest = 0;
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    largest = Math.max(largest, Math.abs(evaluate(part, inputs)));
    parts.push(...part.args);
  }
  return largest;
}
