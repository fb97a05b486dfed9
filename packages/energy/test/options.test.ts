import { UnknownNameError } from '@hkmem/backend';
import { type OptionCall, testOptions } from '@hkmem/vitest-preset/options';
import { expect, test } from 'vitest';
import { LyapunovMonitor } from '../src/index.ts';

const calls: readonly OptionCall[] = [
  [
    'LyapunovMonitor',
    { precision: 'float32', summands: 4 },
    ['precision', 'summands'],
    (options) => new LyapunovMonitor(options),
  ],
];

test('a precision that does not exist is refused', () => {
  expect(() => new LyapunovMonitor({ precision: 'float16' as 'float32', summands: 4 })).toThrow(UnknownNameError);
});

testOptions(calls);
