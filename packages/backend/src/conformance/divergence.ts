import type { Backend } from '../contract/backend.ts';
import type { Engine } from '../contract/engine.ts';
import type { StateVector } from '../contract/state.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { Comparison, ConformanceError } from './comparison.ts';

const [neurons, dimension, batch] = [5, 2, 3] as const;

const graph = { neurons, sources: Int32Array.of(0, 1, 2, 3), targets: Int32Array.of(1, 2, 3, 4) };

const system: SystemSpec = {
  neurons,
  threshold: { activation: 'identity' },
  oscillators: { dimension, graph, interaction: 'linear', omega: 'none' },
  coupling: { kind: 'additive', graph, kappaH: 1, kappaK: 1 },
};

/** The sample that diverges. */
const diverging = 1;

/** Finite, with a square that is not. */
const large: Readonly<Record<Engine['precision'], number>> = { float32: 1e30, float64: 1e200 };

/**
 * A sample with one entry that is not finite must be told by the norm, the error and the energy of that sample, and no other
 * sample may change. @throws {ConformanceError} (rejects) where that is not so.
 */
export async function checkDivergence(backend: Backend, tolerance: number): Promise<void> {
  const engine = backend.createEngine(system);
  try {
    const [steady, small, huge] = [engine.createState(batch), engine.createState(batch), engine.createState(batch)];
    const values = {
      x: Float32Array.from({ length: batch * neurons }, (_, k) => 0.3 + 0.1 * Math.sin(k)),
      s: Float32Array.from({ length: batch * neurons * dimension }, (_, k) => 0.5 + 0.2 * Math.cos(k)),
    };
    engine.writeState(steady, values);
    engine.writeState(small, { x: values.x.map((value) => value / 8), s: values.s.map((value) => value / 8) });
    for (const part of ['x', 's'] as const) {
      const size = part === 'x' ? neurons : neurons * dimension;
      const only = { x: new Float64Array(values.x.length), s: new Float64Array(values.s.length) };
      only[part][diverging * size + size - 2] = large[engine.precision];
      engine.writeState(huge, only);
      await compare(engine, { steady, small, huge }, part, tolerance);
    }
  } finally {
    engine.dispose();
  }
}

async function compare(
  engine: Engine,
  { steady, small, huge }: Readonly<Record<'steady' | 'small' | 'huge', StateVector>>,
  part: 'x' | 's',
  tolerance: number,
): Promise<void> {
  // Infinity as it is squared, and in itself.
  const diverged = engine.createState(batch);
  const factor = large[engine.precision];
  engine.combine(diverged, [
    [1, steady],
    [factor, huge],
  ]);
  const measures = {
    norms: [await engine.norms(diverged), await engine.norms(steady)],
    'error norms': [
      await engine.errorNorms(steady, diverged, [[1, diverged]], 0.1, 0.1),
      await engine.errorNorms(steady, steady, [[1, steady]], 0.1, 0.1),
    ],
    'error norms of a stage': [
      await engine.errorNorms(
        steady,
        small,
        [
          [factor, huge],
          [1, steady],
        ],
        0.1,
        0.1,
      ),
      await engine.errorNorms(steady, small, [[1, steady]], 0.1, 0.1),
    ],
  } as const;
  const [energies, finite] = [await engine.energies(diverged), await engine.energies(steady)];
  const term = part === 'x' ? 'hopfield' : 'kuramoto';
  const all = { ...measures, [`energy ${term}`]: [energies[term]!, finite[term]!] as const };
  const comparison = new Comparison(tolerance);
  for (const [what, [got, expected]] of Object.entries(all)) {
    const found = got[diverging]!;
    if (Number.isFinite(found)) {
      throw new ConformanceError(
        `${what} of a sample whose ${part} diverged: got ${found}, expected what is not finite`,
      );
    }
    const others = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from(values).filter((_, b) => b !== diverging);
    comparison.close(`${what} of samples beside one whose ${part} diverged`, others(got), others(expected));
  }
  diverged.dispose();
}
