import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/capture.ts';
import type { EditConfig } from '../config/settings.ts';
import { InputFileError, UsageError } from '../console/errors.ts';
import { encodePng } from '../figures/png-encoder.ts';
import { glyphsRecipe } from '../recipes/glyphs.ts';
import { parseCorruption } from './corruption.ts';
import { loadData } from './data.ts';
import { graphsOf } from './graphs.ts';
import { decodeMemory } from './memory-file.ts';
import { readPicture } from './picture.ts';
import { baseProblem } from './problem.ts';
import { taskLabels, taskSource } from './task-source.ts';

let dataset: Awaited<ReturnType<typeof loadData>>;
beforeAll(async () => {
  dataset = await loadData('glyphs', {});
});

function editConfig(task: EditConfig['task']): EditConfig {
  return { task, data: 'glyphs', seed: 3, base: '', ...glyphsRecipe.edit(task, 'additive') };
}

describe('tasks', () => {
  test('a swap exchanges labels and leaves the oscillators their learned start', () => {
    const { source, labels } = taskSource({ config: editConfig('swap'), dataset, neurons: 100, split: 'test' });
    expect([...labels.subarray(0, 4)]).toEqual([1, 0, 2, 3]);
    expect(source.trainingBatch(0, 5).s).toBeUndefined();
  });

  test('an associative swap depends on the paired image, and on it alone where all show one digit', () => {
    const config = editConfig('associative-swap');
    const where = { dataset, split: 'test' } as const;
    const { labels, contexts, source } = taskSource({ config, neurons: 100, ...where });
    labels.forEach((label, image) => {
      const original = dataset.test.labels[image]!;
      const paired = dataset.test.labels[contexts![image]!]!;
      expect(label).toBe(original < 2 && paired === 1 ? 1 - original : original);
    });
    expect(source.trainingBatch(0, 5).s).toHaveLength(5 * 100 * config.oscillators.dimension);
    expect(taskLabels({ config, ...where })).toEqual(labels);
    expect(taskLabels({ config, ...where, context: 0 })).toEqual(dataset.test.labels);
    expect(taskLabels({ config, ...where, context: 1 })).toEqual(taskLabels({ config: editConfig('swap'), ...where }));
  });
});

describe('graphs', () => {
  const config = { kind: 'small-world', neighbours: 4, rewiring: 0.5, count: 'one' } as const;
  test('are one or two, and follow from the seed', () => {
    const one = graphsOf(config, 30, 1);
    expect(one.HK).toBe(one.K);
    const two = graphsOf({ ...config, count: 'two' }, 30, 1);
    expect(two.K).toEqual(one.K);
    expect(two.HK).not.toEqual(two.K);
    expect(graphsOf(config, 30, 2).K).not.toEqual(one.K);
  });
  test('of other kinds have their edges', () => {
    expect(graphsOf({ ...config, kind: 'ring' }, 30, 1).K.sources).toHaveLength(60);
    expect(graphsOf({ ...config, kind: 'complete' }, 30, 1).K.sources).toHaveLength(435);
  });
});

describe('problems', () => {
  const config = { task: 'base', data: 'glyphs', seed: 1, ...glyphsRecipe.base } as const;
  test('decay concerns matrices, not biases; a linear schedule ends with the updates', () => {
    const { optimiser, spec } = baseProblem(config, dataset);
    expect(spec.neurons).toBe(64 + 30 + 10);
    expect(optimiser.groups).toEqual({ 'hopfield.weights': { weightDecay: 0.1 }, 'hopfield.bias': { weightDecay: 0 } });
    expect(optimiser.schedule).toEqual({ kind: 'linear', updates: config.updates });
  });
  test('layers make a hierarchical memory', () => {
    const memory = { activation: 'tanh', layers: [20, 12] } as const;
    expect(baseProblem({ ...config, memory }, dataset).spec.threshold).toEqual({
      activation: 'tanh',
      layers: [64, 20, 12, 10],
    });
  });
  test('a group of a parameter that is not trained is refused', () => {
    const optimiser = { ...config.optimiser, groups: { 'start.s': { rateFactor: 2 } } };
    expect(() => baseProblem({ ...config, optimiser }, dataset)).toThrow(/start\.s.*hopfield\.weights/);
  });
});

describe('files', () => {
  test('a picture of ink on paper and its negative are read alike', async () => {
    const folder = temporaryFolder();
    const greys = Array.from({ length: 256 }, (_, level) => [level, level, level] as const);
    const ink = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 === 3 ? 255 : 0));
    writeFileSync(join(folder, 'light.png'), encodePng(8, 8, ink, greys));
    const paper = ink.map((level) => 255 - level);
    writeFileSync(join(folder, 'dark.png'), encodePng(8, 8, paper, greys));
    const expected = Float32Array.from(ink, (level) => level / 255);
    // 8-bit levels, so half a level.
    for (const name of ['light.png', 'dark.png']) {
      const found = await readPicture(join(folder, name), 8, 8);
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(0.5 / 255);
      });
    }
  });

  test('what is no picture, or no weights, is refused by name', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'nothing of the kind');
    await expect(readPicture(path, 8, 8)).rejects.toThrow(InputFileError);
    await expect(readPicture(`${path}.png`, 8, 8)).rejects.toThrow(/cannot be read/);
    expect(() => decodeMemory(new TextEncoder().encode('nothing of the kind'), path)).toThrow(InputFileError);
  });
});

test('corruptions are read from text', () => {
  expect(['noise:0.3', 'erase:top', 'occlude:12'].map(parseCorruption)).toEqual([
    { kind: 'noise', level: 0.3 },
    { kind: 'erase', half: 'top' },
    { kind: 'occlude', size: 12 },
  ]);
  for (const text of ['noise', 'noise:2', 'erase:middle', 'occlude:1.5', 'blur:3']) {
    expect(() => parseCorruption(text)).toThrow(UsageError);
  }
});
