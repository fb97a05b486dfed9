import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { allSpreads, spreadsOf } from './spreads.ts';

/** Spreads of what stays short whatever the data: by file and text, with what bounds them. */
const reviewed: readonly (readonly [path: string, text: RegExp, bound: string])[] = [
  ['packages/backend-wasm/src/engine/mlp-interaction.ts', /widths|pointers/, 'layers of an MLP'],
  ['packages/backend-wasm/src/variant.ts', /^\.\.\.\[/, 'written out'],
  ['packages/backend-wasm/src/launch/worker-pool.ts', /threads\.map\(start\)/, 'threads'],
  ['packages/backend/src/conformance/pair.ts', /pair/, 'two states'],
  ['packages/backend/src/conformance/checks/step-clock.ts', /decisions/, 'at most triesPerRead decisions'],
  ['packages/laws/src/emit/wasm/code.ts', /Array\.of/, 'four lanes'],
  ['packages/laws/src/expression/interval.ts', /values/, 'ends of two intervals'],
  ['packages/laws/src/expression/parse.ts', /left, right/, 'two sides'],
  ['packages/laws/src/law/domain.ts', /trials/, 'parameters of a law'],
  ['packages/laws/src/law/lagrangian-law.ts', /cut/, 'pieces of one box'],
  ['packages/storage/src/contexts/contexts.ts', /row/, 'D'],
  ['packages/storage/src/oscillators/store-oscillators.ts', /pattern\.subarray/, 'D'],
  ['packages/sweep/src/queue/collect.ts', /Promise\.all/, 'atOnce cells'],
  ['apps/cli/src/reproduce/report/write-report.ts', /effectsText/, 'lines of a report'],
  ['apps/demo/scripts/measure.ts', /firstFrames|values/, 'repetitions of a measurement'],
  ['apps/demo/src/worker/benchmark.ts', /checks/, 'checks of a case'],
  ['apps/demo/src/components/BoundPairs.svelte', /pairs\.map/, 'the pairs that are drawn'],
  ['apps/demo/src/components/ClassUnits.svelte', /outputs/, 'ten classes'],
  ['apps/demo/src/programs/bind-program.ts', /outputs/, 'ten classes'],
  ['apps/demo/src/programs/classify-program.ts', /outputs/, 'ten classes'],
  ['apps/demo/src/programs/restore-program.ts', /outputs/, 'ten classes'],
  ['apps/demo/src/programs/synchronise-program.ts', /row/, 'D'],
  ['apps/demo/src/scenes/Bind.svelte', /outputs/, 'ten classes'],
  ['apps/demo/src/scenes/Remember.svelte', /outputs/, 'ten classes'],
  ['apps/demo/src/worker/correction.ts', /row/, 'D'],
  ['apps/demo/src/worker/synchronise.ts', /row/, 'D'],
  ['apps/examples/own-interaction/axes.ts', /vector/, 'D'],
];

test('no call spreads what follows the data, the steps or the nesting', () => {
  const unknown = allSpreads(fileURLToPath(new URL('../../..', import.meta.url))).filter(
    ({ path, text }) => !reviewed.some(([known, pattern]) => known === path && pattern.test(text)),
  );
  // Use largestOf and smallestOf of @hkmem/backend, a loop, or reduce.
  expect(unknown).toEqual([]);
});

test('spreads are found, on the line of the call and below it', () => {
  const found = (source: string): number => spreadsOf('a.ts', source).length;
  for (const call of [
    'Math.max(...values)',
    'list.push(1, ...(await more()))',
    'Uint8Array.of(\n  ...a,\n  ...b,\n)',
  ]) {
    expect(found(`const x = ${call};`)).toBe(call.split('...').length - 1);
  }
  for (const harmless of ['[...values]', '{ ...values }', 'Math.max(0, [...values].length)', 'run(...values)']) {
    expect(found(`const x = ${harmless};`)).toBe(0);
  }
});
