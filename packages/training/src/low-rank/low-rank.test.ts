import { RandomKey } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import {
  coupledSpec,
  engineOf,
  hopfieldSpec,
  images,
  key,
  lion,
  neurons,
  readout,
  settingsOf,
} from '../../test/glyph-memory.ts';
import { imageSource } from '../batches/image-source.ts';
import { addProduct, factorGradients, initialFactors, type SymmetricFactors } from './factors.ts';
import { type LowRankSettings, LowRankTrainer } from './low-rank-trainer.ts';

const source = imageSource({ set: images.train, neurons, key });

async function settings(changes: Partial<LowRankSettings> = {}, spec = hopfieldSpec): Promise<LowRankSettings> {
  const { trainable: _, ...rest } = settingsOf(await engineOf(spec));
  return { ...rest, rank: 3, updates: 40, ...changes };
}

describe('factors', () => {
  const [N, rank] = [7, 3];
  const factors: SymmetricFactors = {
    ...initialFactors(N, rank, 5),
    c: RandomKey.fromSeed(6).normal(rank),
  };

  test('start at a product of 0', () => {
    const out = new Float64Array(N * N);
    const base = RandomKey.fromSeed(1).normal(N * N);
    addProduct(base, initialFactors(N, rank, 5), out);
    expect(out).toEqual(base);
  });

  test('have the gradients that differences give', () => {
    const G = RandomKey.fromSeed(2).normal(N * N);
    const zero = new Float64Array(N * N);
    const value = (): number => {
      const out = new Float64Array(N * N);
      addProduct(zero, factors, out);
      return out.reduce((sum, entry, k) => sum + entry * G[k]!, 0);
    };
    const gradients = factorGradients(G, factors);
    for (const name of ['U', 'c'] as const) {
      factors[name].forEach((entry, k) => {
        const h = 1e-5;
        const at = (moved: number): number => {
          factors[name][k] = moved;
          return value();
        };
        const slope = (at(entry + h) - at(entry - h)) / (2 * h);
        factors[name][k] = entry;
        // The value is a polynomial of degree 2 in U and 1 in c: differences are exact up to rounding / h.
        expect(Math.abs(slope - gradients[name][k]!)).toBeLessThan(1e-9);
      });
    }
  });
});

describe('trainer', () => {
  test('lowers the loss, moves the weights by a symmetric matrix of its rank, and nothing else', async () => {
    const given = await settings({ updates: 100, optimiser: { ...lion, rate: 1e-2 } });
    const before = await given.engine.readParameter('hopfield.weights');
    const bias = await given.engine.readParameter('hopfield.bias');
    const trainer = await LowRankTrainer.create(given, source);
    const losses: number[] = [];
    expect(await trainer.run({ onUpdate: ({ loss }) => void losses.push(loss) })).toBe('finished');
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(losses.slice(-5))).toBeLessThan(0.9 * mean(losses.slice(0, 5)));
    const after = await given.engine.readParameter('hopfield.weights');
    const expected = new Float64Array(after.length);
    addProduct(before, trainer.factors, expected);
    expect(Math.max(...expected.map((value, k) => Math.abs(value - after[k]!)))).toBe(0);
    expect(await given.engine.readParameter('hopfield.bias')).toEqual(bias);
    expect(readout.classes).toBe(source.classes);
  });

  test('is the same run, by its seed', async () => {
    const [first, second] = [await settings({ updates: 5 }), await settings({ updates: 5 })];
    const trainers = [await LowRankTrainer.create(first, source), await LowRankTrainer.create(second, source)];
    for (const trainer of trainers) await trainer.run();
    expect(trainers[0]!.factors).toEqual(trainers[1]!.factors);
  });

  test('refuses ranks and systems that do not fit', async () => {
    await expect(LowRankTrainer.create(await settings({ rank: 0 }), source)).rejects.toThrow(/rank/);
    await expect(LowRankTrainer.create(await settings({ rank: neurons + 1 }), source)).rejects.toThrow(/at most/);
    const oscillatorsOnly = { ...coupledSpec };
    delete (oscillatorsOnly as { threshold?: unknown }).threshold;
    delete (oscillatorsOnly as { coupling?: unknown }).coupling;
    const given = await settings();
    const engine = await engineOf(oscillatorsOnly);
    await expect(LowRankTrainer.create({ ...given, engine }, source)).rejects.toThrow(/dense Hopfield/);
  });
});
