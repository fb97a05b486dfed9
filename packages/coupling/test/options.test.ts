import { OptionError, RandomKey } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { grid, ring, wattsStrogatz } from '../src/index.ts';

/** A public function as a caller in JavaScript sees it: options that work, and those that must be there. */
type Call = readonly [name: string, options: object, required: readonly string[], call: (options: never) => unknown];

/** Calls with misspelt options, and without those that must be there. */
function spoilt(options: object, required: readonly string[]): readonly (readonly [string, unknown])[] {
  const without = required.map((name) => {
    return [`without ${name}`, Object.fromEntries(Object.entries(options).filter(([key]) => key !== name))] as const;
  });
  const none = required.length === 0 ? [] : [['without options', undefined] as const];
  const misspelt = Object.keys(options).map((name) => {
    return [`with ${name}s`, { ...options, [`${name}s`]: 1 }] as const;
  });
  return [...without, ...misspelt, ...none, ['with null', null], ['with an unknown one', { ...options, colour: 1 }]];
}

const key = RandomKey.fromSeed(1);
const calls: readonly Call[] = [
  ['grid', { rows: 2, columns: 3, periodic: true }, ['rows', 'columns'], grid],
  ['ring', { neurons: 5, neighbours: 2 }, ['neurons'], ring],
  [
    'wattsStrogatz',
    { neurons: 9, neighbours: 2, rewiring: 0.1, key, connected: false, attempts: 3 },
    ['neurons', 'neighbours', 'rewiring', 'key'],
    wattsStrogatz,
  ],
];

for (const [name, options, required, call] of calls) {
  test(`${name} takes its options`, async () => {
    await expect((async () => call(options as never))()).resolves.not.toThrow();
  });

  test.for(spoilt(options, required))(`${name} %s is refused by name`, async ([, given]) => {
    const refused = (async () => call(given as never))();
    await expect(refused).rejects.toThrow(OptionError);
    await expect(refused).rejects.toThrow(/option/);
  });
}
