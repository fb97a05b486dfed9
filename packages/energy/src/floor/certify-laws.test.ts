import { type LagrangianLaw, lagrangian, lagrangianLaws, pairLaw } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { energyFloor } from './certify.ts';
import type { EnergyFloor } from './energy-floor.ts';

function certify(activation: LagrangianLaw, W: readonly number[], b: readonly number[]): EnergyFloor {
  return energyFloor({ neurons: b.length, threshold: { activation } }, { 'hopfield.weights': W, 'hopfield.bias': b });
}

describe('activities given as laws', () => {
  test('have a floor where the law keeps them in a box', () => {
    const clip = certify(lagrangianLaws.clip, [0, 9, 9, 0], [1, 1]);
    if (clip.kind !== 'floor') throw new Error('no floor');
    // g^2 / 2 - b . g - g . W g / 2 with both units at 1: 1 - 2 - 9.
    expect(clip.floor).toBeCloseTo(-10, 6);
    // L(0) = log 2 of both units, half of 9 where both are 1, and L* from 1/4 being the largest slope, met to some hundredth.
    const soft = certify(lagrangian('softplus(x) + 0 * x^2'), [0, 9, 9, 0], [0, 0]);
    const exact = -2 * Math.log(2) - 9 + 4 * 0.5 ** 2;
    expect(soft.kind === 'floor' && soft.floor).toBeLessThanOrEqual(exact);
    expect(soft.kind === 'floor' && soft.floor).toBeGreaterThan(exact - 0.05);
  });

  test('have none that is known where the law lets them grow faster and faster', () => {
    expect(certify(lagrangianLaws.repu3, [0, 9, 9, 0], [0, 0])).toMatchObject({
      kind: 'unknown',
      why: expect.stringMatching(/no bound of their slope/),
    });
  });

  test('are held where the spectrum lies below 1 over the largest slope, and fall without end above the slope far out', () => {
    // L'' is 2 at the right and 1/2 at the left.
    const leaky = lagrangian('relu(x)^2 + relu(-x)^2 / 4');
    expect(certify(leaky, [0, 0.45, 0.45, 0], [1, 1]).kind).toBe('floor');
    // Not the same slope on both sides: no direction is looked for.
    expect(certify(leaky, [0, 0.55, 0.55, 0], [1, 1]).kind).toBe('unknown');
    const steep = lagrangian('relu(x)^2');
    expect(certify(steep, [0, 0.45, 0.45, 0], [1, 1]).kind).toBe('floor');
    // g . W g / |g|^2 is 0.55, 2 its factor: 2 (2 * 0.55 - 1) / 2.
    const falling = certify(steep, [0, 0.55, 0.55, 0], [1, 1]);
    expect(falling.kind === 'direction' && falling.rate).toBeCloseTo(0.1, 9);
  });
});

describe('interactions given as laws', () => {
  const graph = { neurons: 3, sources: Int32Array.of(0, 1), targets: Int32Array.of(1, 2) };
  const floorOfLaw = (formula: string, values: readonly number[], per: 'edge' | 'one' = 'edge') => {
    const interaction = pairLaw(formula, { C: per });
    const oscillators = { dimension: 2, graph, interaction, omega: 'none' } as const;
    return energyFloor({ neurons: 3, oscillators }, { 'kuramoto.C': values });
  };

  test('have a floor below all values of phi, edge by edge', () => {
    const found = floorOfLaw('C * r^2 / 2', [-1, 2]);
    expect(found.kind).toBe('floor');
    const { floor } = found as Extract<typeof found, { kind: 'floor' }>;
    // The least value is -1/2 + 0; squares are bounded without loss.
    expect(floor).toBeCloseTo(-0.5, 12);
    expect(found.descends).toBe(true);
  });

  test('have none that is known where interval arithmetic finds none', () => {
    const found = floorOfLaw('log(2 * C + r) * r', [0.6], 'one');
    expect(found.kind).toBe('floor');
    expect(floorOfLaw('log(2 * C + r) * r', [0.5], 'one').kind).toBe('unknown');
  });
});
