import { expect, test } from 'vitest';
import { callOf, kernelCalls, recentCalls, recorded } from './kernel-calls.ts';

const kernel = (code: string) => ({ name: 'sum', storage: [], fields: [], workgroup: 1, code });

test('calls are told apart by what they are given, and kernels know theirs', () => {
  const make = recorded('kernels/sum.ts', 'sumKernel', (lanes: number, options: { readonly mean: boolean }) =>
    kernel(`${lanes} ${options.mean}`),
  );
  const [first, again] = [make(4, { mean: true }), make(4, { mean: true })];
  const [other, another] = [make(8, { mean: true }), make(4, { mean: false })];
  expect(callOf(first)).toBe(callOf(again));
  expect(new Set([first, other, another].map(callOf)).size).toBe(3);
  expect([...recentCalls]).toHaveLength(3);
  expect(kernelCalls.get(callOf(other)!)).toMatchObject({ name: 'sumKernel', given: [8, { mean: true }] });
  expect(callOf(kernel('made by nobody'))).toBeUndefined();
});

test('laws are told apart by being others, whatever they say', () => {
  const make = recorded('kernels/law.ts', 'lawKernel', (law: { readonly arena: object }) => kernel(`${law.arena}`));
  const law = { arena: {} };
  expect(callOf(make(law))).toBe(callOf(make(law)));
  expect(callOf(make({ arena: {} }))).not.toBe(callOf(make(law)));
});
