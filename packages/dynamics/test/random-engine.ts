import { cpuBackend, type Engine, type HostState, RandomKey, type SystemSpec } from '@hkmem/backend';
import { initialParameters, writeParameters } from '../src/index.ts';

/** A float64 engine with random parameters from a seed. */
export async function randomEngine(spec: SystemSpec, seed: number): Promise<Engine> {
  const backend = await cpuBackend.create({});
  const engine = backend.createEngine(spec);
  const options = { startNoise: 1, alpha: 0.3, coupling: 0.3, interaction: 0.5 };
  writeParameters(engine, initialParameters(spec, RandomKey.fromSeed(seed), options));
  return engine;
}

/** A random start on the sphere and around 0. */
export function randomStart(spec: SystemSpec, batch: number, seed: number): HostState {
  const key = RandomKey.fromSeed(seed).fold('start');
  const { neurons, threshold, oscillators } = spec;
  const D = oscillators?.dimension ?? 0;
  const s = key.fold('s').normal(batch * neurons * D);
  for (let row = 0; row < s.length; row += D) {
    const norm = Math.hypot(...s.subarray(row, row + D));
    for (let d = row; d < row + D; d++) s[d]! /= norm;
  }
  return {
    ...(threshold ? { x: key.fold('x').normal(batch * neurons) } : {}),
    ...(oscillators ? { s } : {}),
  };
}

/** Largest absolute difference of two states. */
export function distance(a: HostState, b: HostState): number {
  let largest = 0;
  for (const part of ['x', 's'] as const) {
    a[part]?.forEach((value, i) => {
      const difference = Math.abs(value - b[part]![i]!);
      if (!(difference <= largest)) largest = difference;
    });
  }
  return largest;
}
