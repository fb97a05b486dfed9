import { cpuBackend, RandomKey } from '@hkmem/backend';
import { encodeSphereBatch, validationSplit } from '@hkmem/datasets';
import { readParameters, writeParameters } from '@hkmem/dynamics';
import { floorOf } from '@hkmem/energy';
import { parametersOf, type Samples } from '@hkmem/training';
import { beforeAll, expect, test } from 'vitest';
import { checkEdit } from '../config/check-config.ts';
import type { EditConfig } from '../config/settings.ts';
import { constructedProblem } from '../construction/construct-edit.ts';
import { loadData } from '../data/load-data.ts';
import { shownOscillators } from '../judging/disturbed-oscillators.ts';
import { recallImages } from '../judging/recall-images.ts';
import { denseMemory } from '../memory/dense-memory.ts';
import { disturbedStart } from '../memory/disturbed-start.ts';
import type { Memory } from '../memory/memory.ts';
import { restCorrection, restEdit, restMemory } from '../recipes/rest.ts';
import { untrained } from '../training/pace.ts';
import { graphsOf } from './graphs.ts';
import { neuronGroups } from './neuron-groups.ts';
import { baseProblem, editProblem, type Problem } from './problem.ts';
import { statisticsOf } from './sphere-statistics.ts';
import { imagesOfTask, taskSource } from './task-source.ts';
import { tuneProblem } from './tune-problem.ts';

const pixels = 64;
const neurons = 104;
let dataset: Awaited<ReturnType<typeof loadData>>;
let base: Memory;
let edit: Problem;
beforeAll(async () => {
  dataset = await loadData('glyphs', {});
  base = { ...untrained(baseProblem(restMemory('glyphs', 2), dataset)), hash: 'a'.repeat(64) };
  edit = editProblem(learnedEdit(), dataset, base);
});

/** A swap that is drawn and trained, on hidden and class neurons alone. */
function learnedEdit(): EditConfig {
  const config = restEdit('swap', 'additive', 'glyphs', 2);
  const { construction: _, ...oscillators } = config.oscillators;
  return { ...config, base: base.hash, updates: 60, oscillators, graph: { ...config.graph, kind: 'hidden' } };
}

test('oscillators of an edit at rest lie on hidden and class units, coupled between the two', () => {
  const { K, HK } = graphsOf(learnedEdit().graph, neurons, 1, neuronGroups(dataset.train));
  expect([K.sources.length, HK.sources.length]).toEqual([(40 * 39) / 2, 300]);
  for (const graph of [K, HK]) {
    expect(Math.min(...graph.sources, ...graph.targets)).toBe(pixels);
  }
  expect([...HK.sources].every((i) => i < 94) && [...HK.targets].every((j) => j >= 94)).toBe(true);
  const groups = neuronGroups(dataset.train);
  expect(() => graphsOf(learnedEdit().graph, 74, 1, groups)).toThrow(/without hidden/);
  expect(() => graphsOf(learnedEdit().graph, neurons, 1)).toThrow(/graph 'hidden'/);
});

test('their first interaction is least where they start', () => {
  const { spec, parameters } = edit;
  const { graph, dimension: D } = spec.oscillators!;
  const energyOf = (s: ArrayLike<number>): number =>
    graph.sources.reduce((sum, i, e) => {
      const j = graph.targets[e]!;
      let overlap = 0;
      for (let d = 0; d < D; d++) overlap += s[i * D + d]! * s[j * D + d]!;
      return sum + parameters['kuramoto.A']![e]! * overlap;
    }, 0);
  const unit = (s: Float64Array): Float64Array =>
    s.map((entry, k) => entry / Math.hypot(...s.subarray(D * Math.floor(k / D), D * Math.floor(k / D) + D)));
  const start = unit(Float64Array.from(parameters['start.s']!));
  for (let n = 0; n < 5; n++) {
    const other = unit(start.map((entry, k) => entry + RandomKey.fromSeed(n).normal(start.length)[k]!));
    expect(energyOf(other)).toBeGreaterThan(energyOf(start));
  }
});

test('the coupled energy of an edit has a floor, and the weights of the memory are not trained', async () => {
  const engine = (await cpuBackend.create({})).createEngine(edit.spec);
  writeParameters(engine, edit.parameters);
  expect(await floorOf(engine)).toMatchObject({ kind: 'floor', descends: true });
  expect(edit.trainable.some((path) => path.startsWith('hopfield.'))).toBe(false);
  const values = await readParameters(engine);
  for (const [path, value] of Object.entries(parametersOf(base.checkpoint))) {
    expect(Array.from(values[path]!)).toEqual(Array.from(value));
  }
});

test('a memory in layers has the field of its dense form, which a correction of low rank can change', async () => {
  const backend = await cpuBackend.create({});
  const x = RandomKey.fromSeed(5).normal(2 * neurons);
  const fields = await Promise.all(
    [base, denseMemory(base)].map(async ({ checkpoint }) => {
      const engine = backend.createEngine(checkpoint.spec);
      writeParameters(engine, parametersOf(checkpoint));
      const [state, out] = [engine.createState(2), engine.createState(2)];
      engine.writeState(state, { x });
      engine.field(state, out);
      return (await engine.readState(out)).x!;
    }),
  );
  // Sums of 94 products in another order.
  fields[0]!.forEach((entry, k) => {
    expect(Math.abs(entry - fields[1]![k]!)).toBeLessThan(1e-13);
  });
  const dense = denseMemory(base);
  expect(denseMemory(dense)).toBe(dense);
  const config = { ...restCorrection('swap', 'glyphs', 2, 3), base: base.hash };
  expect(tuneProblem(config, dataset, dense).trainedParameters).toBe(3 * (neurons + 1));
});

test('a disturbed start lies on the sphere, as far off as asked for', () => {
  const { checkpoint } = untrained(edit);
  const memory: Memory = { kind: 'edit', config: edit.config as never, checkpoint, hash: '' };
  const D = 6;
  const overlap = (noise: number): number => {
    const [from, to] = [memory, disturbedStart(memory, noise, RandomKey.fromSeed(1))].map((each) => {
      return Float64Array.from(each.checkpoint.parameters['start.s']!.data);
    });
    let sum = 0;
    for (let i = 0; i < neurons; i++) {
      const [a, b] = [from!, to!].map((s) => s.subarray(D * i, D * i + D)) as [Float64Array, Float64Array];
      sum += a.reduce((dot, entry, d) => dot + entry * b[d]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
    }
    return sum / neurons;
  };
  expect(overlap(0)).toBeCloseTo(1, 12);
  // Noise as long as the row: an angle of about 45 degrees. At random 104 cosines average 0 +- 0.04.
  expect(overlap(1)).toBeGreaterThan(0.6);
  expect(overlap(1)).toBeLessThan(0.8);
  expect(Math.abs(overlap(Number.POSITIVE_INFINITY))).toBeLessThan(0.2);
  expect(() => disturbedStart(base, 1, RandomKey.fromSeed(1))).toThrow(/start of oscillators: got none/);
});

test('an associative edit holds pixels at the paired image and starts the others where they learned to', async () => {
  const config = { ...restEdit('associative-swap', 'additive', 'glyphs', 2), base: base.hash };
  const problem = editProblem(config, dataset, base);
  const { K, HK } = graphsOf(config.graph, neurons, 1, neuronGroups(dataset.train));
  // 27 of 28 neurons of the border, 3 of them the hub, which 37 others of pixels meet; the reference meets all.
  expect([K.sources.length, HK.sources.length]).toEqual([(67 * 66) / 2 + 37 * 3 + 64, 300]);
  const { border } = neuronGroups(dataset.train);
  const shown = (k: number): boolean => {
    const neuron = Math.floor(k / 6) % neurons;
    return neuron < pixels && !border.includes(neuron);
  };
  const [{ held, s, labels }] = problem.test.source.batches(20) as unknown as [Samples];
  expect(s).toBeUndefined();
  const { labels: answers, contexts } = problem.test;
  expect([...labels]).toEqual([...answers.subarray(0, 20)]);
  const size = { neurons, dimension: 6 };
  const learned = statisticsOf({ ...dataset, ...validationSplit(dataset, 200), test: dataset.test });
  const paired = encodeSphereBatch(dataset.test, contexts!.subarray(0, 20), learned, size);
  held!.forEach((entry, k) => {
    expect(entry).toBe(shown(k) ? paired[k] : 0);
  });
  // A memory without oscillators sees nothing of them, one that lets them go starts at all of them.
  const memory: Memory = { kind: 'edit', config, checkpoint: untrained(problem).checkpoint, hash: '' };
  const [plain] = shownOscillators(base, problem.test.source).batches(3);
  expect([plain!.held, plain!.s]).toEqual([undefined, undefined]);
  const [free] = shownOscillators(memory, problem.test.source, { free: true }).batches(3);
  free!.held!.forEach((entry, k) => {
    const reference = k % (6 * neurons) < 6;
    expect(entry).toBe(reference ? paired[k] : 0);
  });
  for (let row = 0; row < 3 * neurons; row++) {
    expect(Math.hypot(...free!.s!.subarray(6 * row, 6 * row + 6))).toBeCloseTo(1, 5);
  }
  free!.s!.subarray(0, 6 * pixels).forEach((entry, k) => {
    if (shown(k)) expect(entry).toBe(paired[k]);
  });
});

test('a recall of an associative edit holds pixels at the paired image, on the way and at rest', async () => {
  const config = { ...restEdit('associative-swap', 'additive', 'glyphs', 2), base: base.hash };
  const backend = await cpuBackend.create({});
  const problem = await constructedProblem(editProblem(config, dataset, base), dataset, base, backend);
  const memory: Memory = { kind: 'edit', config, checkpoint: untrained(problem).checkpoint, hash: '' };
  const pictures = [0, 1].map((n) =>
    Float32Array.from(dataset.test.images.subarray(64 * n, 64 * n + 64), (v) => v / 255),
  );
  const { source, contexts } = imagesOfTask({ run: memory, dataset, neurons, split: 'test' });
  const [{ held }] = source.batches(2) as unknown as [Samples];
  const shown = { pictures, contexts: contexts!.subarray(0, 2) };
  const finely = { rtol: 1e-3, atol: 1e-6 };
  for (const settle of [false, true]) {
    const { end, rest } = await recallImages(backend, memory, dataset, shown, { until: 1, settle, ...finely });
    // Energies near -1e5 leave steps that may not raise them no more digits.
    expect(rest?.samples.every(({ norm }) => norm < 1e-6)).toBe(settle ? true : undefined);
    for (let row = 0; row < 2 * neurons; row++) {
      const [paired, found] = [held!, end.s!].map((s) => Array.from(s.subarray(6 * row, 6 * row + 6)));
      if (Math.hypot(...paired!) === 0) continue;
      found!.forEach((entry, d) => void expect(entry).toBeCloseTo(paired![d]!, 6));
    }
  }
  await expect(
    recallImages(backend, memory, dataset, { pictures }, { until: 1, settle: true, ...finely }),
  ).rejects.toThrow(/paired images: got none, allowed is one for each image/);
});

test('a share of the oscillators of an edit is held elsewhere', () => {
  const memory: Memory = {
    kind: 'edit',
    config: edit.config as never,
    checkpoint: untrained(edit).checkpoint,
    hash: '',
  };
  const wrong = { share: 0.25, key: RandomKey.fromSeed(3) };
  const [{ held }] = shownOscillators(memory, edit.test.source, { wrong }).batches(2) as unknown as [Samples];
  const rows = Array.from({ length: 2 * neurons }, (_, row) => Math.hypot(...held!.subarray(6 * row, 6 * row + 6)));
  // Of 30 hidden and 10 class neurons.
  expect(rows.filter((size) => size > 0)).toHaveLength(2 * 10);
  expect(rows.slice(0, neurons)).toEqual(rows.slice(neurons));
  expect(rows.slice(0, pixels).every((size) => size === 0)).toBe(true);
  const change = { wrong: { share: 2, key: RandomKey.fromSeed(3) } };
  expect(() => shownOscillators(memory, edit.test.source, change)).toThrow(/share of oscillators held: got 2/);
});

test('no image that is held out is learned', () => {
  const config = restMemory('glyphs', 2);
  const { source, labels } = taskSource({ run: { kind: 'base', config }, dataset, neurons, split: 'train' });
  expect(source.count).toBe(dataset.train.count - 200);
  expect(labels).toEqual(dataset.train.labels.subarray(0, dataset.train.count - 200));
  const test = taskSource({ run: { kind: 'base', config }, dataset, neurons, split: 'test' });
  expect(test.source.count).toBe(dataset.test.count);
});

test('wells need an associative task and the interaction that has them', () => {
  const problemsOf = (task: 'swap' | 'associative-swap', interaction: string): readonly string[] => {
    const config = restEdit(task, 'additive', 'glyphs', 2);
    const construction = { ...config.oscillators.construction!, well: 4 };
    const oscillators = { ...config.oscillators, interaction, construction };
    return checkEdit({ ...config, oscillators }, neurons).map(({ path, words }) => `${path}: ${words}`);
  };
  expect(problemsOf('associative-swap', 'relu')).toEqual([]);
  for (const [task, interaction] of [
    ['associative-swap', 'linear'],
    ['swap', 'relu'],
  ] as const) {
    expect(problemsOf(task, interaction)).toEqual([
      `oscillators.construction.well: got 4 for '${task}' with the interaction '${interaction}', ` +
        "allowed are associative tasks with the interaction 'relu'",
    ]);
  }
});
