import { expect, test } from 'vitest';
import { TestPlan } from './test-plan.ts';

const [long, short, shorter, other] = [
  { file: 'a', id: 'long', seconds: 2 },
  { file: 'a', id: 'short', seconds: 0.2 },
  { file: 'b', id: 'shorter', seconds: 0.1 },
  { file: 'c', id: 'other', seconds: 0.1 },
] as const;

const plan = new TestPlan({
  tests: [long, short, shorter, other],
  hits: { long: { m: 5 }, short: { m: 1, n: 1 }, shorter: { m: 2 } },
  atLoad: { n: 3, k: 1 },
});

test('a fault is tried on the tests that reach it, short ones before others', () => {
  expect(plan.whileTestsRun('m')).toEqual({
    mutant: 'm',
    steps: [
      { file: 'b', tests: [shorter] },
      { file: 'a', tests: [short] },
      { file: 'a', tests: [long] },
    ],
    mostHits: 800,
    reload: false,
  });
  expect(plan.whileTestsRun('k')).toBeUndefined();
});

test('one that is reached while modules are loaded is tried on tests that reach its file, or on all', () => {
  expect(plan.fromLoadOn('m', ['m'])).toBeUndefined();
  expect(plan.fromLoadOn('n', ['n', 'k'])?.steps).toEqual([{ file: 'a', tests: [short] }]);
  expect(plan.fromLoadOn('k', ['k'])?.steps.flatMap(({ tests }) => tests)).toHaveLength(4);
});
