import { type Engine, RandomKey, type StateVector } from '@hkmem/backend';

/** A state of ordinary size: every entry of x and s is normal. */
export function randomState(engine: Engine, batch: number, name: string): StateVector {
  const { neurons, threshold, oscillators } = engine.spec;
  const random = RandomKey.fromSeed(2).fold(name);
  const state = engine.createState(batch);
  engine.writeState(state, {
    ...(threshold && { x: random.fold('x').normal(batch * neurons) }),
    ...(oscillators && { s: random.fold('s').normal(batch * neurons * oscillators.dimension) }),
  });
  return state;
}
