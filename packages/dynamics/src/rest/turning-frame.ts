import type { Engine } from '@hkmem/backend';

/**
 * Runs `work` without the global omega of the engine, which is written back afterwards whatever happens. A global omega
 * turns all oscillators alike, and neither overlaps nor the energy see that: without it the flow is that in a frame that
 * turns with it. The engine must not be used for anything else meanwhile. `work` is told whether there was a rotation.
 */
export async function inTurningFrame<Result>(
  engine: Engine,
  work: (turning: boolean) => Promise<Result>,
): Promise<Result> {
  if (engine.spec.oscillators?.omega !== 'global') return work(false);
  const path = 'kuramoto.omega';
  const omega = await engine.readParameter(path);
  const D = engine.spec.oscillators.dimension;
  const turning = omega.some((value, k) => value !== omega[(k % D) * D + Math.floor(k / D)]!);
  if (!turning) return work(false);
  engine.writeParameter(path, new Float64Array(omega.length));
  try {
    return await work(true);
  } finally {
    engine.writeParameter(path, omega);
  }
}
