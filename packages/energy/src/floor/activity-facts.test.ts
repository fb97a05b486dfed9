import { expect, test } from 'vitest';
import { activityFacts } from './activity-facts.ts';

test('facts of single units follow from their laws, and are exact', () => {
  const [none, infinite] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const { relu, tanh, sigmoid, identity } = activityFacts;
  expect({ relu, tanh, sigmoid, identity }).toEqual({
    relu: { range: [0, infinite], simplex: false, steepness: 1, convex: true },
    tanh: { range: [-1, 1], simplex: false, steepness: 1, convex: true },
    sigmoid: { range: [0, 1], simplex: false, steepness: 0.25, convex: true },
    identity: { range: [none, infinite], simplex: false, steepness: 1, convex: true },
  });
});
