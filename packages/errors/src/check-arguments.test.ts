import { expect, test } from 'vitest';
import { ArgumentError } from './argument-errors.ts';
import { checkArguments } from './check-arguments.ts';

const kinds = { count: 'number', values: 'list', graph: ['neurons', 'sources'], use: 'function' } as const;
const graph = { neurons: 2, sources: [0] };
const call = (...[count, values, given, use]: readonly unknown[]) => {
  return () => checkArguments('f', { count, values, graph: given, use }, kinds);
};

test('arguments that fit pass, whatever else objects hold', () => {
  expect(call(1, new Float64Array(2), { ...graph, more: 1 }, () => 1)).not.toThrow();
  expect(call(Number.NaN, [], graph, class {})).not.toThrow();
});

test.for([
  [
    [],
    "f: argument 'count' is missing. It takes (count: a number, values: an array of numbers, graph: an object with neurons, sources, use: a function).",
  ],
  [['1'], "f: argument 'count': got a string, allowed is a number."],
  [[null], "f: argument 'count': got null, allowed is a number."],
  [[1, 'abc'], "f: argument 'values': got a string, allowed is an array of numbers."],
  [[1, {}], "f: argument 'values': got an object, allowed is an array of numbers."],
  [[1, [], null], "f: argument 'graph': got null, allowed is an object with neurons, sources."],
  [
    [1, [], { neurons: 2 }],
    "f: argument 'graph': got an object without 'sources', allowed is an object with neurons, sources.",
  ],
  [[1, [], graph, {}], "f: argument 'use': got an object, allowed is a function."],
] as const)('%j is refused by name', ([given, message]) => {
  expect(call(...given)).toThrow(ArgumentError);
  expect(call(...given)).toThrow(message);
});
