import { normaliseRows, type RandomKey, ValueError } from '@hkmem/backend';
import type { Memory } from './memory.ts';

/**
 * An edited memory whose oscillators start elsewhere: each row of the start, of length 1, has a normal vector of `noise`
 * times its size added, and is put back on the sphere; at infinity the start is wholly random. For whether an edit repairs
 * itself.
 * @throws {ValueError} for a memory without a learned start, or noise below 0.
 */
export function disturbedStart(memory: Memory, noise: number, key: RandomKey): Memory {
  const { checkpoint } = memory;
  const start = checkpoint.parameters['start.s'];
  if (start === undefined) {
    throw new ValueError('start of oscillators', 'none', 'a learned one', 'Only edits without pairs have one.');
  }
  if (!(noise >= 0)) throw new ValueError('noise of a start', noise, 'a number from 0');
  const { neurons, oscillators } = checkpoint.spec;
  const D = oscillators!.dimension;
  const s = new Float64Array(start.data.length);
  normaliseRows(Float64Array.from(start.data), s, neurons, D);
  const draws = key.normal(s.length);
  const size = noise === Number.POSITIVE_INFINITY ? 1 : noise / Math.sqrt(D);
  const kept = noise === Number.POSITIVE_INFINITY ? 0 : 1;
  const moved = s.map((entry, k) => kept * entry + size * draws[k]!);
  const data = new Float64Array(s.length);
  normaliseRows(moved, data, neurons, D);
  const parameters = { ...checkpoint.parameters, 'start.s': { shape: start.shape, data } };
  return { ...memory, checkpoint: { ...checkpoint, parameters } };
}
