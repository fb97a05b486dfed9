import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { allBreaches, allowed, breaches } from './boundaries.ts';

test('packages depend in one direction only, and import what they declare', () => {
  expect(allBreaches(fileURLToPath(new URL('../../..', import.meta.url)))).toEqual([]);
});

test('the table of what may be used has no cycle', () => {
  const done = new Set<string>();
  for (let left = Object.keys(allowed); left.length > 0; left = left.filter((name) => !done.has(name))) {
    const ready = left.filter((name) => allowed[name]!.every((used) => done.has(used)));
    expect(ready).not.toEqual([]);
    for (const name of ready) done.add(name);
  }
});

test('breaches are found', () => {
  const manifest = { name: '@hkmem/energy', dependencies: { '@hkmem/dynamics': '1', '@hkmem/backend': '1' } };
  const text = "import a from '@hkmem/coupling';\nimport '@tensorflow/tfjs-core/dist/x.js';\nimport './b.ts';";
  const found = breaches(manifest, [{ path: 'packages/energy/src/a.ts', text }]);
  expect(found.map((sentence) => sentence.split(' ').slice(1, 3).join(' '))).toEqual([
    'depends on',
    'imports @hkmem/coupling,',
    'imports @tensorflow/tfjs-core,',
    'imports tfjs-core',
  ]);
});
