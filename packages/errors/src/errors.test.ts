import { expect, test } from 'vitest';
import { OptionError } from './argument-errors.ts';
import { HkmemError, NonFiniteError, ShapeError, UnknownNameError, ValueError } from './errors.ts';

test.for<readonly [HkmemError, string, string]>([
  [new HkmemError('as it is'), 'HkmemError', 'as it is'],
  [new OptionError('as it is'), 'OptionError', 'as it is'],
  [new ValueError('D', 1, '2 or more'), 'ValueError', 'D: got 1, allowed is 2 or more.'],
  [new ValueError('D', 1, '2 or more', 'Raise it.'), 'ValueError', 'D: got 1, allowed is 2 or more. Raise it.'],
  [new ShapeError('x', [2, 3], 4, 'Cut it.'), 'ShapeError', 'x: got [2, 3], expected 4 entries. Cut it.'],
  [
    new UnknownNameError('omega', 'al', ['none', 'all']),
    'UnknownNameError',
    "omega: 'al' is not known, allowed are 'none', 'all'.",
  ],
  [
    new NonFiniteError('x', 7, Number.NaN),
    'NonFiniteError',
    'x: entry 7 is NaN, only finite numbers are allowed. Check the file or the step that wrote it.',
  ],
])('%s', ([error, name, message]) => {
  expect(error).toBeInstanceOf(HkmemError);
  expect([error.name, error.message]).toEqual([name, message]);
});

test('a cause is kept', () => {
  const cause = new Error('below');
  expect(new HkmemError('above', { cause }).cause).toBe(cause);
});
