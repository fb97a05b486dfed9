import { RandomKey } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelConfig } from '../config/model-settings.ts';
import type { EditConfig } from '../config/settings.ts';
import { loadData } from '../data/load-data.ts';
import type { Memory } from '../memory/memory.ts';
import { glyphsRecipe } from '../recipes/glyphs.ts';
import { modelProblem } from './model-problem.ts';
import { orthogonal } from './model-source.ts';
import { editProblem } from './problem.ts';
import { placeRest, randomRest } from './random-rest.ts';
import { startState } from './start-state.ts';
import { taskLabels, taskSource } from './task-source.ts';

const recipe = glyphsRecipe.edit('associative-swap', 'additive');
const edit: EditConfig = { task: 'associative-swap', data: 'glyphs', seed: 3, base: '', ...recipe };
const random: EditConfig = { ...edit, oscillators: { ...edit.oscillators, rest: 'random' } };
const neurons = 100;
const { dimension } = edit.oscillators;

let dataset: ImageDataset;
beforeAll(async () => {
  dataset = await loadData('glyphs', {});
});

/** Rows of one sample of s [B, N, D]. */
function rows(s: Float32Array, sample: number): number[][] {
  return Array.from({ length: neurons }, (_, i) => {
    const at = (sample * neurons + i) * dimension;
    return [...s.subarray(at, at + dimension)];
  });
}

describe('labels of a sequence', () => {
  test('are those of every swap so far', () => {
    const config = { task: 'swap', digits: [2, 3], swapped: [[0, 1]], seed: 1 } as const;
    const swapped = [1, 0, 3, 2, 4, 5, 6, 7, 8, 9];
    const expected = dataset.test.labels.map((label) => swapped[label]!);
    expect(taskLabels({ config, dataset, split: 'test' })).toEqual(expected);
  });

  test('compose: 0 and 1, then 1 and 2, is no exchange', () => {
    const config = { task: 'swap', digits: [1, 2], swapped: [[0, 1]], seed: 1 } as const;
    const moved = [2, 0, 1, 3, 4, 5, 6, 7, 8, 9];
    const expected = dataset.test.labels.map((label) => moved[label]!);
    expect(taskLabels({ config, dataset, split: 'test' })).toEqual(expected);
  });
});

describe('a random rest', () => {
  const size = { neurons, dimension, pixels: 64 };

  test('are unit vectors that follow from the seed', () => {
    const rest = randomRest(size, 3);
    expect(rest).toHaveLength((neurons - 64) * dimension);
    for (let at = 0; at < rest.length; at += dimension) {
      // float32 rounding of a unit vector.
      expect(Math.abs(Math.hypot(...rest.subarray(at, at + dimension)) - 1)).toBeLessThan(1e-6);
    }
    expect(randomRest(size, 3)).toEqual(rest);
    expect(randomRest(size, 4)).not.toEqual(rest);
  });

  test('takes the place of every row after the pixels, in every sample, and of no other', () => {
    const s = new Float32Array(2 * neurons * dimension).fill(7);
    const rest = randomRest(size, 3);
    placeRest(s, size, rest);
    for (const sample of [0, 1]) {
      const found = rows(s, sample);
      expect(
        found
          .slice(0, 64)
          .flat()
          .every((value) => value === 7),
      ).toBe(true);
      expect(found.slice(64).flat()).toEqual([...rest]);
    }
  });

  test('is in training and test batches alike, which else are as without it', () => {
    const source = (config: EditConfig, split: 'train' | 'test') =>
      taskSource({ run: { kind: 'edit', config }, dataset, neurons, split }).source;
    const rest = [...randomRest(size, 3)];
    for (const [plain, placed] of [
      [source(edit, 'train').trainingBatch(2, 3), source(random, 'train').trainingBatch(2, 3)],
      [source(edit, 'test').batches(3).next().value!, source(random, 'test').batches(3).next().value!],
    ] as const) {
      expect(placed.x).toEqual(plain.x);
      expect(placed.labels).toEqual(plain.labels);
      for (const sample of [0, 1, 2]) {
        expect(rows(placed.s!, sample).slice(0, 64)).toEqual(rows(plain.s!, sample).slice(0, 64));
        expect(rows(placed.s!, sample).slice(64).flat()).toEqual(rest);
        expect(rows(plain.s!, sample).slice(64).flat()).toEqual(
          Array.from({ length: neurons - 64 }, () => [1, ...new Array<number>(dimension - 1).fill(0)]).flat(),
        );
      }
    }
  });

  test.for([edit, random])('a recall starts where a test batch does', (config) => {
    const { source, contexts } = taskSource({ run: { kind: 'edit', config }, dataset, neurons, split: 'test' });
    const batch = source.batches(4).next().value!;
    const trained = { update: 0, moments: {}, parameters: {}, config: {}, seed: 0, integration: '' };
    const base = {
      kind: 'base',
      config: { task: 'base' },
      checkpoint: { ...trained, spec: { neurons, threshold: { activation: 'relu' } } },
      hash: '',
    } as unknown as Memory;
    const { spec } = editProblem(config, dataset, base);
    const memory = { kind: 'edit', config, checkpoint: { ...trained, spec }, hash: '' } as unknown as Memory;
    const pictures = Array.from({ length: 4 }, (_, n) =>
      Float32Array.from(dataset.test.images.subarray(64 * n, 64 * (n + 1)), (level) => level / 255),
    );
    const state = startState(memory, dataset, { pictures, contexts: contexts!.subarray(0, 4) });
    expect(state.s).toEqual(batch.s);
    expect(state.x).toEqual(batch.x);
  });
});

describe('a memory that is trained as a whole', () => {
  const model: ModelConfig = {
    task: 'classification',
    model: 'kuramoto',
    data: 'glyphs',
    seed: 1,
    memory: { activation: 'relu', hidden: 6 },
    graph: { kind: 'small-world', neighbours: 4, rewiring: 1, count: 'one' },
    oscillators: { dimension: 3, interaction: 'relu', omega: 'none' },
    readout: 'reference',
    flow: glyphsRecipe.base.flow,
    optimiser: glyphsRecipe.base.optimiser,
    batch: 4,
    updates: 2,
  };

  test('has neurons for its images, hidden ones and those that are read', () => {
    const neuronsOf = (config: ModelConfig): number => modelProblem(config, dataset).spec.neurons;
    expect(neuronsOf(model)).toBe(64 + 6 + 10);
    expect(neuronsOf({ ...model, readout: 'pairs' })).toBe(64 + 6 + 20);
    expect(neuronsOf({ ...model, task: 'addition' })).toBe(128 + 6 + 10);
    const coupling = { kind: 'additive', alpha: -0.1, kappaH: 1, kappaK: 1 } as const;
    const coupled: ModelConfig = { ...model, model: 'coupled', coupling, readout: 'threshold', task: 'addition' };
    expect(neuronsOf(coupled)).toBe(64 + 6 + 10);
  });

  test('random rotations change every oscillator and no overlap', () => {
    const plain = modelProblem(model, dataset).train.source.trainingBatch(3, 4);
    const turned = modelProblem({ ...model, rotations: true }, dataset).train.source.trainingBatch(3, 4);
    expect(turned.labels).toEqual(plain.labels);
    expect(turned.s).not.toEqual(plain.s);
    const overlap = (s: Float32Array, i: number, j: number): number =>
      [0, 1, 2].reduce((sum, d) => sum + s[3 * i + d]! * s[3 * j + d]!, 0);
    for (let i = 0; i + 7 < 4 * 80; i += 5) {
      // Products of three float32 numbers below 1.
      expect(Math.abs(overlap(turned.s!, i, i + 7) - overlap(plain.s!, i, i + 7))).toBeLessThan(1e-6);
    }
  });

  test('a random rotation is orthogonal', () => {
    const D = 5;
    const rotation = orthogonal(RandomKey.fromSeed(4), D);
    for (let i = 0; i < D; i++) {
      for (let j = 0; j < D; j++) {
        let sum = 0;
        for (let d = 0; d < D; d++) sum += rotation[i * D + d]! * rotation[j * D + d]!;
        // Gram and Schmidt in float64 over five rows.
        expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThan(1e-12);
      }
    }
  });

  test('the sum of two digits is its label', () => {
    const { test: split } = modelProblem({ ...model, task: 'addition' }, dataset);
    const batch = split.source.batches(10).next().value!;
    expect(split.labels).toHaveLength(dataset.test.count);
    expect([...split.labels.subarray(0, 10)]).toEqual([...batch.labels]);
  });
});
