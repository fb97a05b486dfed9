import { fieldOf, type HostState, normaliseRows, RandomKey, referenceSystem, type SystemSpec } from '@hkmem/backend';
import { totalEnergy } from '../src/energies.ts';
import { float64Parameters } from '../src/parameters.ts';
import { addScaled } from '../src/spectrum/vectors.ts';
import type { RandomSystem } from './random-system.ts';

function onSphere(spec: SystemSpec, s: ArrayLike<number>): Float64Array {
  const unit = Float64Array.from(s);
  normaliseRows(unit, unit, unit.length / spec.oscillators!.dimension, spec.oscillators!.dimension);
  return unit;
}

/** Least energy met from random states of several sizes and downhill from there, by short Euler steps. */
export function lowestMet({ spec, parameters }: Pick<RandomSystem, 'spec' | 'parameters'>): number {
  const key = RandomKey.fromSeed(5).fold('states');
  const system = referenceSystem(spec, float64Parameters(spec, parameters));
  const D = spec.oscillators?.dimension ?? 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (const [n, size] of [0.1, 1, 5, 40].entries()) {
    const at = {
      x: spec.threshold
        ? key
            .fold(n)
            .fold('x')
            .normal(spec.neurons)
            .map((entry) => size * entry)
        : new Float64Array(0),
      s:
        D > 0
          ? onSphere(
              spec,
              key
                .fold(n)
                .fold('s')
                .normal(spec.neurons * D),
            )
          : new Float64Array(0),
    };
    const velocity = { x: new Float64Array(at.x.length), s: new Float64Array(at.s.length) };
    for (let step = 0; step < 40; step++) {
      const state: HostState = { ...(spec.threshold && { x: at.x }), ...(D > 0 && { s: at.s }) };
      lowest = Math.min(lowest, totalEnergy(spec, parameters, state).total[0]!);
      fieldOf(system, at, velocity);
      for (const part of ['x', 's'] as const) addScaled(at[part], 0.05, velocity[part]);
      if (D > 0) normaliseRows(at.s, at.s, spec.neurons, D);
    }
  }
  return lowest;
}
