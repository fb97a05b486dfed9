import { type Backend, RandomKey } from '@hkmem/backend';
import { grid } from '@hkmem/coupling';
import { integrate, kuramoto } from '@hkmem/dynamics';

/** Oscillators on a square grid. */
export const side = 32;

/** Where the oscillators of the grid point after a while, and how much each agrees with its neighbours. */
export interface Settled {
  /** s [side x side, 2], unit vectors. */
  readonly s: ArrayLike<number>;
  /** The mean overlap of neighbours: 0 for random directions, 1 where all agree. */
  readonly agreement: number;
  readonly milliseconds: number;
}

/** Lets planar oscillators with random starts pull their neighbours along, on whatever backend. */
export async function settle(backend: Backend): Promise<Settled> {
  const graph = grid({ rows: side, columns: side });
  const engine = backend.createEngine(
    kuramoto(side * side, { dimension: 2, graph, interaction: 'linear', omega: 'none' }),
  );
  try {
    engine.writeParameter('kuramoto.A', new Float32Array(graph.sources.length).fill(-1));
    const start = RandomKey.fromSeed(1).normal(2 * side * side);
    const began = performance.now();
    const { state } = await integrate(engine, { s: start }, { until: 4, renormalise: true });
    const milliseconds = performance.now() - began;
    const s = state.s!;
    let sum = 0;
    graph.sources.forEach((i, e) => {
      const j = graph.targets[e]!;
      sum += s[2 * i]! * s[2 * j]! + s[2 * i + 1]! * s[2 * j + 1]!;
    });
    return { s, agreement: sum / graph.sources.length, milliseconds };
  } finally {
    engine.dispose();
  }
}
