import { ValueError } from '@hkmem/errors';

/** Where randomness comes from: any generator with this one method. The same state gives the same draws. */
export interface RandomSource {
  /** The next `count` independent uniforms in [0, 1). */
  uniform(count: number): Float64Array;
}

/**
 * `count` uniforms of the source, checked to be that many and in [0, 1), since an index is made of each.
 *
 * @throws ValueError if the source gives another number of values or one outside [0, 1).
 */
export function drawUniform(random: RandomSource, count: number): Float64Array {
  const values = random.uniform(count);
  if (values.length !== count) {
    throw new ValueError('values from the random source', values.length, `exactly the ${count} asked for`);
  }
  for (const value of values) {
    if (!(value >= 0 && value < 1)) {
      throw new ValueError('value from the random source', value, 'a number in [0, 1)');
    }
  }
  return values;
}

/** A random order of 0 .. count - 1, every order equally likely (Fisher and Yates). Draws `count` uniforms. */
export function randomOrder(count: number, random: RandomSource): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const values = drawUniform(random, count);
  for (let last = count - 1; last > 0; last--) {
    const chosen = Math.floor(values[last]! * (last + 1));
    const moved = order[last]!;
    order[last] = order[chosen]!;
    order[chosen] = moved;
  }
  return order;
}
