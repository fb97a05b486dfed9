import { beforeAll, describe, expect, test } from 'vitest';
import { checkEdit } from '../config/check-config.ts';
import type { BaseConfig, EditConfig } from '../config/settings.ts';
import { loadData } from '../data/load-data.ts';
import { glyphsRecipe } from '../recipes/glyphs.ts';
import { graphsOf } from './graphs.ts';
import { baseProblem } from './problem.ts';
import { taskLabels, taskSource } from './task-source.ts';

let dataset: Awaited<ReturnType<typeof loadData>>;
beforeAll(async () => {
  dataset = await loadData('glyphs', {});
});

function editConfig(task: EditConfig['task']): EditConfig {
  return { task, data: 'glyphs', seed: 3, base: '', ...glyphsRecipe.edit(task, 'additive') };
}

function baseConfig(): BaseConfig {
  return { task: 'base', data: 'glyphs', seed: 3, ...glyphsRecipe.base };
}

describe('tasks', () => {
  test('a swap exchanges labels and leaves the oscillators their learned start', () => {
    const { source, labels } = taskSource({
      run: { kind: 'edit', config: editConfig('swap') },
      dataset,
      neurons: 100,
      split: 'test',
    });
    expect([...labels.subarray(0, 4)]).toEqual([1, 0, 2, 3]);
    expect(source.trainingBatch(0, 5).s).toBeUndefined();
  });

  test('an associative swap depends on the paired image, and on it alone where all show one digit', () => {
    const config = editConfig('associative-swap');
    const where = { dataset, split: 'test' } as const;
    const { labels, contexts, source } = taskSource({ run: { kind: 'edit', config }, neurons: 100, ...where });
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

describe('formulas in settings', () => {
  test('become laws whose parameters are drawn and trained', () => {
    const memory = { activation: 'softplus(b * x) / b; b: layer = 2', layers: [6] };
    const { spec, parameters, trainable } = baseProblem({ ...baseConfig(), memory }, dataset);
    expect(spec.threshold!.activation).toMatchObject({ kind: 'lagrangian', formula: 'softplus(b * x) / b' });
    const own = [0, 1, 2].map((l) => `hopfield.layers.${l}.b`);
    expect(trainable).toEqual(expect.arrayContaining(own));
    for (const path of own) expect(Array.from(parameters[path]!)).toEqual([2]);
  });
  test('stand for interactions and couplings of an edit too', () => {
    const config = editConfig('swap');
    const base = baseProblem(baseConfig(), dataset);
    const problems = checkEdit(
      {
        ...config,
        oscillators: { ...config.oscillators, interaction: 'C * r^2 / 2; C: edge' },
        coupling: { ...config.coupling, kind: '-w * r * tanh(gi * gj); w: edge' },
        optimiser: { ...config.optimiser, groups: { 'coupling.w': { rateFactor: 2 }, 'kuramoto.C': {} } },
        freezeUntil: {},
      },
      base.spec.neurons,
    );
    expect(problems).toEqual([]);
  });
});
