import { RandomKey } from '@hkmem/backend';
import { type OptionCall, testOptions } from '@hkmem/vitest-preset/options';
import { grid, ring, wattsStrogatz } from '../src/index.ts';

const key = RandomKey.fromSeed(1);
const calls: readonly OptionCall[] = [
  ['grid', { rows: 2, columns: 3, periodic: true }, ['rows', 'columns'], grid],
  ['ring', { neurons: 5, neighbours: 2 }, ['neurons'], ring],
  [
    'wattsStrogatz',
    { neurons: 9, neighbours: 2, rewiring: 0.1, key, connected: false, attempts: 3 },
    ['neurons', 'neighbours', 'rewiring', 'key'],
    wattsStrogatz,
  ],
];

testOptions(calls);
