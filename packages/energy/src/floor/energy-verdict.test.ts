import { expect, test } from 'vitest';
import { LyapunovMonitor } from '../lyapunov-monitor.ts';
import { energyFloor } from './certify.ts';
import { energyVerdict } from './energy-verdict.ts';

const tanh = energyFloor(
  { neurons: 2, threshold: { activation: 'tanh' } },
  { 'hopfield.weights': [0, 1, 1, 0], 'hopfield.bias': [0, 0] },
);
const relu = energyFloor(
  { neurons: 2, threshold: { activation: 'relu' } },
  { 'hopfield.weights': [0, 5, 5, 0], 'hopfield.bias': [0, 0] },
);

function watched(...energies: readonly number[]): LyapunovMonitor {
  const monitor = new LyapunovMonitor({ precision: 'float64', summands: 4 });
  energies.forEach((energy, t) => {
    monitor.observe(t, [energy]);
  });
  return monitor;
}

test('rest is said of a falling energy with a floor only', () => {
  const bounded = energyVerdict(watched(3, 2, 1.5), tanh);
  expect(bounded).toMatchObject({ descends: true, rests: true, kept: true });
  expect(bounded.text).toMatch(/did not rise in 3 looks, as it must not. The energy is nowhere below .* comes to rest/);
  const endless = energyVerdict(watched(3, 2, -900), relu);
  expect(endless).toMatchObject({ descends: true, rests: false, kept: true });
  expect(endless.text).toMatch(/has no floor: it falls as -2 t\^2/);
  expect(endless.text).not.toMatch(/so the flow comes to rest/);
});

test('a rise is a breach where the energy must not rise, and none where it may', () => {
  expect(energyVerdict(watched(3, 3.5), tanh)).toMatchObject({ kept: false });
  expect(energyVerdict(watched(3, 3.5), tanh).text).toMatch(/rose by 0.143 of its scale, which it must not/);
  const turning = { ...tanh, descends: false };
  expect(energyVerdict(watched(3, 3.5), turning)).toMatchObject({ descends: false, rests: false, kept: true });
});

test('an energy below the floor is a breach', () => {
  expect(energyVerdict(watched(3, -40), tanh)).toMatchObject({ kept: false });
  expect(energyVerdict(watched(3, -40), tanh).text).toMatch(/below its floor: put s on the sphere/);
});

test('a tolerance allows rises and depths that a solver may add', () => {
  expect(energyVerdict(watched(3, 3.3), tanh, 0.09)).toMatchObject({ kept: false });
  expect(energyVerdict(watched(3, 3.3), tanh, 0.1)).toMatchObject({ kept: true });
  // The floor is 0 here, and the scale that of the largest energy seen.
  if (tanh.kind !== 'floor') throw new Error(tanh.text);
  const { floor } = tanh;
  expect(energyVerdict(watched(2, floor - 0.3), tanh, 0.1)).toMatchObject({ kept: false });
  expect(energyVerdict(watched(2, floor - 0.3), tanh, 0.2)).toMatchObject({ kept: true });
  const deep = { ...tanh, floor: -100 };
  expect(energyVerdict(watched(2, -101), deep, 0.02)).toMatchObject({ kept: true });
  expect(energyVerdict(watched(2, -103), deep, 0.02)).toMatchObject({ kept: false });
});

test('each sample is judged by its own scale', () => {
  const monitor = new LyapunovMonitor({ precision: 'float64', summands: 4 });
  monitor.observe(0, [1000, 1]);
  monitor.observe(1, [0.5, -0.5]);
  expect(energyVerdict(monitor, { ...tanh, floor: 0 } as typeof tanh, 0.1)).toMatchObject({ kept: false });
  expect(energyVerdict(monitor, { ...tanh, floor: -1 } as typeof tanh, 0.1)).toMatchObject({ kept: true });
});

test('where the energy may rise, nothing is said to come to rest', () => {
  const turning = { ...tanh, descends: false };
  const verdict = energyVerdict(watched(3, 2), turning);
  expect(verdict).toMatchObject({ rests: false, kept: true });
  expect(verdict.text).toMatch(/did not rise in 2 looks, nothing says that it may not\./);
  expect(energyVerdict(watched(3, -40), turning)).toMatchObject({ kept: false });
  const unknown = { kind: 'unknown', why: 'x', descends: true, text: 'Not known.' } as const;
  expect(energyVerdict(watched(3, -40), unknown)).toMatchObject({ rests: false, kept: true });
});
