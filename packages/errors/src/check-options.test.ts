import { expect, test } from 'vitest';
import { OptionError } from './argument-errors.ts';
import { checkOptions } from './check-options.ts';

interface Example {
  readonly neurons: number;
  readonly neighbours?: number;
}

const check = (got: unknown): void =>
  checkOptions<Example>('example', got as Example, { neurons: 'required', neighbours: 'optional' });

test('names that fit pass, absent and undefined alike', () => {
  for (const got of [{ neurons: 3 }, { neurons: 3, neighbours: undefined }, { neurons: 0, neighbours: 2 }]) {
    expect(() => check(got)).not.toThrow();
  }
  expect(() =>
    checkOptions<Partial<Example>>('all optional', undefined, { neurons: 'optional', neighbours: 'optional' }),
  ).not.toThrow();
});

test.for<readonly [unknown, RegExp]>([
  [{}, /example: option 'neurons' is missing. It takes \{neurons, neighbours\?\}/],
  [{ neurons: undefined }, /'neurons' is missing/],
  [{ neurons: 3, neighbors: 2 }, /'neighbors' is not known, allowed are .*Did you mean 'neighbours'\?/],
  [{ Neurons: 3 }, /'Neurons' is not known.*Did you mean 'neurons'\?/],
  [{ neurons: 3, colour: 1 }, /'colour' is not known, allowed are neurons, neighbours\?\.$/],
  [undefined, /got undefined for its options/],
  [null, /got null for its options/],
  [7, /got number for its options/],
])('%o is refused', ([got, message]) => {
  expect(() => check(got)).toThrow(OptionError);
  expect(() => check(got)).toThrow(message);
});
