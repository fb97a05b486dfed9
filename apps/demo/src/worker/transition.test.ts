import { expect, test } from 'vitest';
import { BackendHost } from './backend-host.ts';
import { knownOrder, lorentzian, onset } from './lorentzian.ts';
import { Transition } from './transition.ts';

test('a Lorentzian has half of its frequencies within its half width, and order sets in at twice that', () => {
  const speeds = lorentzian(1000, 0.5);
  expect(speeds.filter((speed) => Math.abs(speed) < 0.5)).toHaveLength(500);
  // K_c = 2 / (pi g(0)), g(0) = 1 / (pi 0.5).
  expect(onset(0.5)).toBeCloseTo(2 / (Math.PI * (1 / (Math.PI * 0.5))), 12);
  expect(knownOrder(0.9, 0.5)).toBe(0);
  expect(knownOrder(2, 0.5)).toBeCloseTo(Math.SQRT1_2, 12);
});

test('a hundred oscillators come to the known order, on either side of the onset', async () => {
  const host = new BackendHost();
  await host.start({ name: 'cpu', assets: '', workers: 1 });
  const orders = new Map<number, number>();
  const request = { neurons: 100, spread: 0.5, couplings: [0.4, 1.6], seed: 1 };
  await new Transition(host).run(request, ({ K, order, done }) => {
    if (done) orders.set(K, order);
  });
  // Below the onset a hundred random directions have an order of some 0.1.
  expect(orders.get(0.4)!).toBeLessThan(0.25);
  expect(Math.abs(orders.get(1.6)! - knownOrder(1.6, 0.5))).toBeLessThan(0.05);
});
