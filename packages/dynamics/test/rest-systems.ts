import { cpuBackend, type Engine, RandomKey } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { lagrangianLaws, type PairLaw } from '@hkmem/laws';
import { hopfield, hopfieldKuramoto } from '../src/index.ts';
import { randomEngine } from './random-engine.ts';

/** P random patterns of +-1 stored in N tanh units by the projection rule, W = gain X (X^T X)^-1 X^T. */
export async function projectionMemory(
  N: number,
  P: number,
  gain: number,
  seed: number,
): Promise<{ readonly engine: Engine; readonly patterns: readonly Float64Array[] }> {
  const key = RandomKey.fromSeed(seed);
  const patterns = Array.from({ length: P }, (_, p) => {
    return key
      .fold(p)
      .uniform(N)
      .map((u) => (u < 0.5 ? -1 : 1));
  });
  const basis: Float64Array[] = [];
  for (const pattern of patterns) {
    const rest = Float64Array.from(pattern);
    for (const vector of [...basis, ...basis]) {
      const along = vector.reduce((sum, entry, i) => sum + entry * rest[i]!, 0);
      for (let i = 0; i < N; i++) rest[i]! -= along * vector[i]!;
    }
    const size = Math.hypot(...rest);
    basis.push(rest.map((entry) => entry / size));
  }
  const W = new Float64Array(N * N);
  for (const v of basis) for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) W[i * N + j]! += gain * v[i]! * v[j]!;
  const engine = (await cpuBackend.create({})).createEngine(hopfield(N, { activation: 'tanh' }));
  engine.writeParameter('hopfield.weights', W);
  return { engine, patterns };
}

/** Patterns with a share of their signs turned, [B, N]. */
export function noisy(patterns: readonly Float64Array[], share: number, seed: number): Float64Array {
  const draws = RandomKey.fromSeed(seed);
  return Float64Array.from(
    patterns.flatMap((pattern, p) => {
      const uniforms = draws.fold(p).uniform(pattern.length);
      return Array.from(pattern, (sign, i) => (uniforms[i]! < share ? -sign : sign));
    }),
  );
}

/** A coupled memory of 12 tanh units and oscillators in three dimensions. */
export function coupledEngine(omega: 'none' | 'global' | 'local', seed: number): Promise<Engine> {
  const graph = randomGraph(RandomKey.fromSeed(6), 12, 0.5);
  const spec = hopfieldKuramoto(
    12,
    { activation: 'tanh' },
    { dimension: 3, graph, interaction: 'sigmoid', omega },
    { kind: 'network', kappaH: 0.8, kappaK: 1.5 },
  );
  return randomEngine(spec, seed);
}

/** Layers of 12, 8 and 4 clipped units, coupled to oscillators in three dimensions between the last two. */
export async function coupledLayers(kind: 'additive' | PairLaw, seed: number): Promise<Engine> {
  const [layers, D] = [[12, 8, 4], 3];
  const pairs = Array.from({ length: 32 }, (_, e) => [12 + (e % 8), 20 + Math.floor(e / 8)] as const);
  const graph = {
    neurons: 24,
    sources: Int32Array.from(pairs, ([i]) => i),
    targets: Int32Array.from(pairs, ([, j]) => j),
  };
  const K = randomGraph(RandomKey.fromSeed(7), 24, 0.5);
  const spec = hopfieldKuramoto(
    24,
    { activation: lagrangianLaws.clip, layers },
    { dimension: D, graph: K, interaction: 'linear', omega: 'none' },
    { kind, graph, kappaH: 1, kappaK: 2 },
  );
  return randomEngine(spec, seed);
}
