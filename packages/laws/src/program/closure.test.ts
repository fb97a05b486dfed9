import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { Arena } from '../expression/arena.ts';
import { terms } from '../expression/builder.ts';
import { parse } from '../expression/parse.ts';
import { expressions, randomParameters, runs, values } from '../random/random-expression.ts';
import { arrayFunction, scalarFunction } from './closure.ts';
import { flopsOf, programOf } from './program.ts';

const leaves = [terms.r, terms.x, ...randomParameters];

test('programs over arrays equal evaluation node by node, across chunks and with outputs that share parts', () => {
  fc.assert(
    fc.property(
      expressions(leaves, true),
      expressions(leaves, true),
      values(['r', 'x', 'A', 'B', 'beta'], 3),
      (first, second, inputs) => {
        const arena = new Arena();
        const nodes = [first, second, terms.mul(first, second)].map((each) => arena.import(each));
        const compiled = arrayFunction(arena, nodes);
        const count = 600;
        const r = Float64Array.from({ length: count }, (_, k) => inputs['r']! + k / count);
        const outputs = nodes.map(() => new Float64Array(count));
        compiled.run({ ...inputs, r }, outputs, count);
        for (const k of [0, 255, 256, 599]) {
          nodes.forEach((node, n) => {
            const expected = evaluate(node, { ...inputs, r: r[k]! });
            if (Number.isNaN(expected)) expect(outputs[n]![k]).toBeNaN();
            // Powers are products here and Math.pow there: some ulp of numbers that may cancel.
            else
              expect(Math.abs(outputs[n]![k]! - expected)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(expected)));
          });
        }
      },
    ),
    { ...runs, numRuns: 60 },
  );
});

test('an input may be an output, an output may be left out, and a missing input is said by name', () => {
  const arena = new Arena();
  const r = arena.variable('r');
  const square = arena.node('pow', r, arena.number(2));
  const compiled = arrayFunction(arena, [square, r]);
  const values = Float64Array.of(1, 2, 3);
  compiled.run({ r: values }, [values, undefined], 3);
  expect([...values]).toEqual([1, 4, 9]);
  expect(() => compiled.run({}, [values], 3)).toThrow(/input 'r': got nothing/);
  expect(() => compiled.run({ r: values }, [values], 4)).toThrow(/input 'r': got 3/);
});

test('shared parts are computed once', () => {
  const arena = new Arena();
  const formula = 'tanh(beta * x) * (1 - tanh(beta * x)^2) + tanh(beta * x)';
  const node = arena.import(parse(formula, { variables: ['x'], parameters: ['beta'] }));
  const program = programOf(arena, [node], 'float64');
  expect(program.nodes.filter(({ operation }) => operation === 'tanh')).toHaveLength(1);
  expect(flopsOf(program)).toBe(1 + 10 + 4);
});

test('a scalar function gives all outputs', () => {
  const arena = new Arena();
  const x = arena.variable('x');
  const run = scalarFunction(arena, [arena.node('exp', x), arena.node('add', x, arena.number(1))]);
  expect([...run({ x: 0 })]).toEqual([1, 1]);
});
