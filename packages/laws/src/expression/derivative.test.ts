import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { expressions, randomParameters, runs, values } from '../random/random-expression.ts';
import { Arena } from './arena.ts';
import { terms } from './builder.ts';
import { derivative } from './derivative.ts';
import type { Node } from './expression.ts';
import { parse } from './parse.ts';
import { textOf } from './text.ts';

const symbols = { variables: ['x'], parameters: ['A', 'B', 'beta'] };

function slopes(formula: string): { arena: Arena; first: Node; second: Node } {
  const arena = new Arena();
  const x = arena.variable('x');
  const first = derivative(arena, arena.import(parse(formula, symbols)), x);
  return { arena, first, second: derivative(arena, first, x) };
}

describe('derivatives have the forms that people write', () => {
  test.for<[string, string]>([
    ['logcosh(x)', 'tanh(x)'],
    ['softplus(beta * x) / beta', 'sigmoid(beta * x)'],
    ['relu(x)^2 / 2', 'relu(x)'],
    ['relu(x)', 'step(x)'],
    ['abs(x)', 'sign(x)'],
    ['x^3 / 3', 'x^2'],
    ['A * x', 'A'],
    ['exp(2 * x)', '2 * exp(2 * x)'],
    ['log(x)', '1 / x'],
    ['sqrt(x)', '1 / (2 * sqrt(x))'],
    ['sin(x) + cos(x)', 'cos(x) - sin(x)'],
    ['where(x < 1, x^2 / 2, x)', 'where(x < 1, x, 1)'],
    ['min(x, 2 * x)', 'where(x < 2 * x, 1, 2)'],
    ['step(x)', '0'],
  ])('d %s', ([formula, expected]) => {
    expect(textOf(slopes(formula).first)).toBe(expected);
  });
});

test('first and second derivatives equal central differences', () => {
  const leaves = [terms.x, ...randomParameters];
  fc.assert(
    fc.property(expressions(leaves, false), values(['x', 'A', 'B', 'beta'], 1.5), (expression, inputs) => {
      const arena = new Arena();
      const root = arena.import(expression);
      for (const symbol of [arena.variable('x'), arena.parameter('A')]) {
        const first = derivative(arena, root, symbol);
        const second = derivative(arena, first, symbol);
        const at = (node: Node, shift: number): number =>
          evaluate(node, { ...inputs, [symbol.name!]: inputs[symbol.name!]! + shift });
        // Errors of differences are about h^2 f''' / 6 and 1e-16 |f| / h; expressions that are steep are left out.
        const h = 1e-5;
        for (const [f, slope] of [
          [root, first],
          [first, second],
        ] as const) {
          const [low, high] = [at(f, -h), at(f, h)];
          const coarse = (at(f, 2 * h) - at(f, -2 * h)) / (4 * h);
          const fine = (high - low) / (2 * h);
          fc.pre(Number.isFinite(fine) && Math.abs(coarse - fine) < 1e-6 * Math.max(1, Math.abs(fine)));
          expect(Math.abs(at(slope, 0) - fine)).toBeLessThan(3e-5 * Math.max(1, Math.abs(fine), Math.abs(low)));
        }
      }
    }),
    runs,
  );
});

test('all derivatives of every smooth function are finite at |x| = 200', () => {
  for (const name of ['logcosh', 'softplus', 'tanh', 'sigmoid', 'sin', 'cos', 'erf', 'gelu', 'relu', 'abs']) {
    const { first, second } = slopes(`${name}(x)`);
    for (const x of [-200, 200]) {
      expect(Number.isFinite(evaluate(first, { x })), `${name}' at ${x}`).toBe(true);
      expect(Number.isFinite(evaluate(second, { x })), `${name}'' at ${x}`).toBe(true);
    }
  }
  expect(evaluate(slopes('gelu(x)').first, { x: 200 })).toBe(1);
  expect(evaluate(slopes('gelu(x)').first, { x: -200 })).toBe(0);
});
