import { describe, expect, test } from 'vitest';
import { accept } from './accept.ts';
import { ArgumentError, OptionError } from './argument-errors.ts';
import { UnknownNameError, ValueError } from './errors.ts';
import type { Members } from './kind.ts';

const parameters: Members = {
  count: 'number',
  values: 'list',
  graph: { neurons: 'number', sources: 'list', 'labels?': ['[]', 'string'] },
  engine: { spec: 'any', create: 'function' },
  'options?': ['=', { rate: 'number|null', 'kind?': "'lion'|'adam'", 'steps?': ['|', 'number', { rtol: 'number' }] }],
};
const graph = { neurons: 2, sources: [0] };
const engine = { spec: {}, create: () => 1, more: 1 };
const fitting = { count: 1, values: new Float32Array(2), graph, engine, options: { rate: 1 } };
const call = (changed: Readonly<Record<string, unknown>>): (() => void) => {
  const given = { ...fitting, ...changed } as Readonly<Record<string, unknown>>;
  return () =>
    accept(
      'f',
      parameters,
      ['count', 'values', 'graph', 'engine', 'options'].map((name) => given[name]),
    );
};

test.for<Readonly<Record<string, unknown>>>([
  {},
  { count: Number.NaN, values: [] },
  { values: { length: 1, 0: 4 } },
  { graph: { ...graph, weights: [1], labels: ['a', 'b'] } },
  { graph: Object.create(graph) },
  { options: undefined },
  { options: { rate: null, kind: undefined, colour: undefined } },
  { options: { rate: 1, kind: 'adam', steps: { rtol: 1 } } },
])('%o fits', (changed) => {
  expect(call(changed)).not.toThrow();
});

describe('what does not fit is named', () => {
  test.for<readonly [Readonly<Record<string, unknown>>, new (...given: never[]) => Error, string]>([
    [{ count: '1' }, ArgumentError, "f: argument 'count': got '1', allowed is a number."],
    [{ count: null }, ArgumentError, "f: argument 'count': got null, allowed is a number."],
    [{ values: 'abc' }, ArgumentError, "f: argument 'values': got 'abc', allowed is an array of numbers."],
    [
      { values: ['1'] },
      ArgumentError,
      "f: argument 'values': got an array with '1' at 0, allowed is an array of numbers.",
    ],
    [
      { values: BigInt64Array.of(1n) },
      ArgumentError,
      "f: argument 'values': got a BigInt64Array, allowed is an array of numbers.",
    ],
    [
      { graph: 3 },
      ArgumentError,
      "f: argument 'graph': got a number, allowed is an object with neurons, sources, labels?.",
    ],
    [
      { graph: { neurons: 2 } },
      OptionError,
      "f: option 'graph.sources' is missing. It takes {neurons, sources, labels?}.",
    ],
    [
      { graph: { neurons: 2, source: [0] } },
      OptionError,
      "f: option 'graph.source' is not known, allowed are neurons, sources, labels?. Did you mean 'sources'?",
    ],
    [
      { graph: { ...graph, label: ['a'] } },
      OptionError,
      "f: option 'graph.label' is not known, allowed are neurons, sources, labels?. Did you mean 'labels'?",
    ],
    [
      { graph: { ...graph, labels: ['a', 1] } },
      OptionError,
      "f: option 'graph.labels.1': got a number, allowed is a string.",
    ],
    [
      { engine: { spec: {} } },
      ArgumentError,
      "f: argument 'engine': got an object without 'create', allowed is an object with spec, create.",
    ],
    [{ options: null }, OptionError, 'f: got null for its options, allowed is {rate, kind?, steps?}.'],
    [{ options: [] }, OptionError, 'f: got object for its options, allowed is {rate, kind?, steps?}.'],
    [{ options: {} }, OptionError, "f: option 'rate' is missing. It takes {rate, kind?, steps?}."],
    [
      { options: { rate: 1, stps: 2 } },
      OptionError,
      "f: option 'stps' is not known, allowed are rate, kind?, steps?. Did you mean 'steps'?",
    ],
    [
      { options: { rate: 1, colour: 2 } },
      OptionError,
      "f: option 'colour' is not known, allowed are rate, kind?, steps?.",
    ],
    [{ options: { colour: 2 } }, OptionError, "f: option 'colour' is not known, allowed are rate, kind?, steps?."],
    [{ options: { rate: '1' } }, OptionError, "f: option 'rate': got '1', allowed is a number or null."],
    [
      { options: { rate: 1, kind: 'sgd' } },
      UnknownNameError,
      "f, kind: 'sgd' is not known, allowed are 'lion', 'adam'.",
    ],
    [{ options: { rate: 1, kind: 1 } }, OptionError, "f: option 'kind': got a number, allowed is 'lion' or 'adam'."],
    [{ options: { rate: 1, steps: {} } }, OptionError, "f: option 'steps.rtol' is missing. It takes {rtol}."],
    [
      { options: { rate: 1, steps: true } },
      OptionError,
      "f: option 'steps': got a boolean, allowed is a number or an object with rtol.",
    ],
  ])('%o', ([changed, error, message]) => {
    expect(call(changed)).toThrow(error);
    expect(call(changed)).toThrow(ValueError);
    expect(call(changed)).toThrow(expect.objectContaining({ message }));
  });

  test('a missing argument with all that is taken', () => {
    const few: Members = { count: 'number', 'name?': 'string', cells: 'Uint8Array' };
    expect(() => accept('f', few, [1])).toThrow(
      "f: argument 'cells' is missing. It takes (count: a number, name?: a string, cells: a Uint8Array).",
    );
    expect(() => accept('f', few, [1, undefined, [1]])).toThrow("'cells': got an array with a number at 0");
    expect(() => accept('f', few, [1, undefined, new Uint8Array(1)])).not.toThrow();
  });
});
