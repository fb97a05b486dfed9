import { expect, test } from 'vitest';
import { groupsOf } from './mutate-packages.ts';

test('files of one package are mutated together up to some number of lines', () => {
  const lines: Record<string, number> = {
    'packages/a/src/one.ts': 300,
    'packages/a/src/two.ts': 100,
    'packages/a/src/three.ts': 1,
    'packages/b/src/four.ts': 20,
    'packages/b/src/five.ts': 500,
    'packages/b/src/six.ts': 30,
  };
  expect(groupsOf(Object.keys(lines), (file) => lines[file]!)).toEqual([
    ['packages/a/src/one.ts', 'packages/a/src/two.ts'],
    ['packages/a/src/three.ts'],
    ['packages/b/src/four.ts'],
    ['packages/b/src/five.ts'],
    ['packages/b/src/six.ts'],
  ]);
});
