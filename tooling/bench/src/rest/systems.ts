import { cpuBackend, type Engine, type HostState, RandomKey } from '@hkmem/backend';
import { wattsStrogatz } from '@hkmem/coupling';
import { hopfield, hopfieldKuramoto, initialParameters, kuramoto, writeParameters } from '@hkmem/dynamics';

/** A memory with starts to follow to rest, in float64. */
export interface RestCase {
  readonly name: string;
  readonly engine: Engine;
  readonly starts: readonly HostState[];
}

/** Patterns per unit and gain of a memory. */
const loads = [
  [0.1, 3],
  [0.4, 2],
  [0.6, 1.3],
] as const;

/** The cases of the trial: tanh memories by the projection rule, loaded lightly and heavily, and oscillators. */
export async function restCases(samples: number, sizes: readonly number[]): Promise<RestCase[]> {
  const backend = await cpuBackend.create({});
  const key = RandomKey.fromSeed(3);
  const cases: RestCase[] = [];
  for (const N of sizes) {
    // Heavily loaded ones of the largest sizes take too long for a trial in float64 on one core.
    for (const [load, gain] of N > 300 ? loads.slice(0, 1) : loads) {
      const engine = backend.createEngine(hopfield(N, { activation: 'tanh' }));
      const patterns = Array.from({ length: Math.max(samples, Math.round(load * N)) }, (_, p) => {
        return key
          .fold(N)
          .fold(p)
          .uniform(N)
          .map((u) => (u < 0.5 ? -1 : 1));
      });
      engine.writeParameter('hopfield.weights', projection(patterns.slice(0, Math.round(load * N)), gain));
      const starts = patterns.slice(0, samples).map((pattern, p) => {
        const draws = key.fold('noise').fold(p).uniform(N);
        return { x: pattern.map((sign, i) => (draws[i]! < 0.2 ? -sign : sign)) };
      });
      cases.push({ name: `tanh, N = ${N}, P = ${Math.round(load * N)}, gain ${gain}`, engine, starts });
    }
  }
  const graph = wattsStrogatz({ neurons: 60, neighbours: 10, rewiring: 0.2, key: key.fold('graph') });
  const oscillators = { dimension: 3, graph, interaction: 'sigmoid' } as const;
  for (const [name, spec] of [
    ['coupled, N = 60, network', hopfieldKuramoto(60, { activation: 'tanh' }, oscillators, { kind: 'network' })],
    ['oscillators, N = 60', kuramoto(60, oscillators)],
  ] as const) {
    const engine = backend.createEngine(spec);
    writeParameters(engine, initialParameters(spec, key, { hopfield: 0.3, coupling: 0.3 }));
    const starts = Array.from({ length: samples }, (_, n) => ({
      ...(spec.threshold && { x: key.fold('x').fold(n).normal(60) }),
      s: key.fold('s').fold(n).normal(180),
    }));
    cases.push({ name, engine, starts });
  }
  return cases;
}

/** gain times the projection onto the span of the patterns. */
function projection(patterns: readonly Float64Array[], gain: number): Float64Array {
  const N = patterns[0]!.length;
  const basis: Float64Array[] = [];
  for (const pattern of patterns) {
    const rest = pattern.slice();
    for (const vector of [...basis, ...basis]) {
      const along = vector.reduce((sum, entry, i) => sum + entry * rest[i]!, 0);
      for (let i = 0; i < N; i++) rest[i]! -= along * vector[i]!;
    }
    const size = Math.hypot(...rest);
    basis.push(rest.map((entry) => entry / size));
  }
  const W = new Float64Array(N * N);
  for (const v of basis) for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) W[i * N + j]! += gain * v[i]! * v[j]!;
  return W;
}
