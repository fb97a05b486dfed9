import type { Backend } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { wasmBackend } from '@hkmem/backend-wasm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { float64Operations as exact } from '../src/operations/float64/float64-operations.ts';
import type { Float64Value } from '../src/operations/float64/value.ts';
import type { Operations, StepSettings, Value } from '../src/operations/operations.ts';
import { tensorOperations } from '../src/operations/tensors/tensor-operations.ts';
import { loadKernels } from '../src/operations/wasm/kernels.ts';
import { TfjsMemory } from '../src/operations/wasm/tfjs-memory.ts';
import { fusedOperations } from '../src/operations/wasm/wasm-operations.ts';
import { keyOf } from './layers.ts';

/** Random arrays by name and shape, the same on every backend. */
type Draw = <V extends Value>(operations: Operations<V>, name: string, shape: readonly number[]) => V;

function drawOf(seed: number): Draw {
  return (operations, name, shape) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return operations.upload(keyOf(seed).fold(name).normal(size), shape);
  };
}

let backend: Backend;
const subjects = new Map<string, Operations<tf.Tensor>>();
beforeAll(async () => {
  backend = await wasmBackend.create({ workers: 1 });
  const plain = tensorOperations('wasm');
  subjects.set('tensors', plain);
  const memory = new TfjsMemory();
  for (const variant of ['plain', 'relaxed'] as const) {
    subjects.set(variant, { ...plain, ...fusedOperations(memory, await loadKernels(memory.memory, [variant])) });
  }
});
afterAll(() => backend.dispose());

/** What `compute` gives on a backend is what it gives in float64, and it leaks nothing. */
async function agree(
  name: string,
  compute: <V extends Value>(operations: Operations<V>) => readonly V[],
  tolerance = 2e-5,
): Promise<void> {
  const operations = subjects.get(name)!;
  const before = tf.memory().numTensors;
  const got = operations.scope(() => [...compute(operations)]);
  const expected: readonly Float64Value[] = compute(exact);
  for (const [n, { shape, data }] of expected.entries()) {
    expect(got[n]!.shape).toEqual(shape);
    const values = await operations.read(got[n]!);
    const size = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const error = data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - values[i]!)), 0);
    expect(error, `value ${n}`).toBeLessThanOrEqual(tolerance * Math.max(size, 1e-3));
  }
  operations.dispose(got);
  expect(tf.memory().numTensors).toBe(before);
}

const seeds = fc.nat(10_000);
const extent = fc.integer({ min: 1, max: 20 });

describe.for(['tensors', 'plain', 'relaxed'])('operations on wasm, %s', (name) => {
  test('products, of any size and more than 512 terms', async () => {
    await fc.assert(
      fc.asyncProperty(
        seeds,
        extent,
        extent,
        fc.oneof(extent, fc.integer({ min: 510, max: 1030 })),
        (seed, M, N, K) => {
          const draw = drawOf(seed);
          return agree(name, (operations) => [
            operations.product(draw(operations, 'a', [M, K]), draw(operations, 'b', [K, N])),
            operations.product(
              draw(operations, 'a', [M, K]),
              draw(operations, 'b', [K, N]),
              draw(operations, 'd', [N]),
            ),
            operations.product(
              draw(operations, 'a', [M, K]),
              draw(operations, 'b', [K, N]),
              draw(operations, 'd', [M, N]),
            ),
            operations.crossProduct(draw(operations, 'c', [K, M]), draw(operations, 'b', [K, N])),
          ]);
        },
      ),
      { numRuns: 60, seed: 18 },
    );
  });

  test('sums of rows', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 70 }), (seed, R, C) => {
        return agree(name, (operations) => [operations.sumRows(drawOf(seed)(operations, 'x', [R, C]))]);
      }),
      { numRuns: 40, seed: 18 },
    );
  });

  test('patches of images of any size, also smaller than a patch, and their reverse pass', async () => {
    const size = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ seed: seeds, batch: size, height: size, width: size, C: extent, k: fc.constantFrom(1, 3, 5) }),
        ({ seed, batch, height, width, C, k }) => {
          const draw = drawOf(seed);
          const geometry = { batch, height, width };
          const rows = batch * height * width;
          return agree(name, (operations) => [
            operations.patches(draw(operations, 'x', [rows, C]), geometry, k),
            operations.patchesVjp(geometry, k, draw(operations, 'cotangent', [rows, k * k * C])),
          ]);
        },
      ),
      { numRuns: 40, seed: 18 },
    );
  });

  test('attention and its reverse pass', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: seeds,
          batch: fc.constantFrom(1, 3),
          height: extent,
          heads: fc.constantFrom(1, 4, 5, 8),
          d: extent,
        }),
        ({ seed, batch, height, heads, d }) => {
          const draw = drawOf(seed);
          const geometry = { batch, height, width: 2 };
          const [rows, C] = [batch * height * 2, heads * d];
          return agree(name, (operations) => {
            const qkv = draw(operations, 'qkv', [rows, 3 * C]);
            const { mixed, weights } = operations.attention(qkv, geometry, heads);
            const cotangent = draw(operations, 'cotangent', [rows, C]);
            return [mixed, operations.attentionVjp(qkv, weights, geometry, heads, cotangent)];
          });
        },
      ),
      { numRuns: 40, seed: 18 },
    );
  });

  test('turns and their reverse pass', async () => {
    await fc.assert(
      fc.asyncProperty(
        seeds,
        fc.integer({ min: 1, max: 9 }),
        extent,
        fc.constantFrom(1, 3),
        (seed, heads, pairs, S) => {
          const draw = drawOf(seed);
          const geometry = { batch: 2, height: 3, width: 2 };
          return agree(name, (operations) => {
            const x = draw(operations, 'x', [12, S * pairs * 2 * heads]);
            const parts = Array.from({ length: S }, (_, n) => draw(operations, `matrix ${n}`, [6, pairs, 2, 2]));
            const cotangent = draw(operations, 'cotangent', x.shape);
            const back = operations.turnVjp(x, parts, geometry, heads, cotangent);
            return [operations.turn(x, parts, geometry, heads), back.x, ...back.matrices];
          });
        },
      ),
      { numRuns: 40, seed: 18 },
    );
  });

  test('steps of oscillators and their reverse pass', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: seeds,
          n: fc.constantFrom(2, 3, 4, 6),
          groups: fc.integer({ min: 1, max: 4 }),
          places: extent,
          kind: fc.constantFrom('none', 'identity', 'omega'),
          project: fc.boolean(),
          energy: fc.boolean(),
        }),
        ({ seed, n, groups, places, kind, project, energy }) => {
          const draw = drawOf(seed);
          const [batch, C] = [3, n * groups];
          return agree(
            name,
            (operations) => {
              const x = operations.normalise(draw(operations, 'x', [batch * places, C]), n);
              const y = draw(operations, 'y', x.shape);
              const omega = kind === 'omega' && n % 2 === 0 ? draw(operations, 'omega', [C / 2]) : undefined;
              const gamma = draw(operations, 'gamma', [1]);
              type V = typeof x;
              const settings: StepSettings<V> = { n, batch, gamma, omega, identity: kind === 'identity', project };
              const slopes = energy ? draw(operations, 'energy', [batch]) : undefined;
              const back = operations.stepVjp(x, y, settings, draw(operations, 'cotangent', x.shape), slopes);
              const { next, energy: energies } = operations.step(x, y, settings);
              const rates = back.omega === undefined ? [] : [back.omega];
              return [next, energies, back.x, back.y, back.gamma, ...rates];
            },
            2e-4,
          );
        },
      ),
      { numRuns: 60, seed: 18 },
    );
  });
});
