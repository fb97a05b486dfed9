import { cpuBackend, RandomKey } from '@hkmem/backend';
import { adaptiveSteps, holdOscillators, integrate, withInput, writeParameters } from '@hkmem/dynamics';
import { holdingOf, parametersOf } from '@hkmem/training';
import { beforeAll, expect, test } from 'vitest';
import { loadData } from '../data/load-data.ts';
import { denseMemory } from '../memory/dense-memory.ts';
import type { Memory } from '../memory/memory.ts';
import { baseProblem, editProblem, type Problem } from '../problems/problem.ts';
import { restEdit, restMemory } from '../recipes/rest.ts';
import { checkpointOf } from '../training/problem-checkpoint.ts';
import { createTrainer } from '../training/problem-trainer.ts';
import { classWeights } from './class-weights.ts';
import { constructedProblem } from './construct-edit.ts';
import { fitLabels } from './fit-labels.ts';

const neurons = 104;
const answers = 94;
const D = 6;
const backend = await cpuBackend.create({});
let dataset: Awaited<ReturnType<typeof loadData>>;
let base: Memory;
beforeAll(async () => {
  dataset = await loadData('glyphs', {});
  const config = { ...restMemory('glyphs', 2), updates: 120 };
  const problem = baseProblem(
    { ...config, rest: { ...config.rest!, beginning: { updates: 90, moments: 1 } } },
    dataset,
  );
  const engine = backend.createEngine(problem.spec);
  writeParameters(engine, problem.parameters);
  const trainer = await createTrainer(problem, engine);
  await trainer.run();
  base = { kind: 'base', config, checkpoint: await checkpointOf(problem, trainer), hash: 'a'.repeat(64) };
});

function constructed(task: Parameters<typeof restEdit>[0], coupling: 'additive' | 'multiplicative'): Promise<Problem> {
  const problem = editProblem({ ...restEdit(task, coupling, 'glyphs', 2), base: base.hash }, dataset, base);
  return constructedProblem(problem, dataset, base, backend);
}

function overlap(s: ArrayLike<number>, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < D; d++) sum += s[i * D + d]! * s[j * D + d]!;
  return sum;
}

test('a swap adds what exchanges the weights of the two classes, exactly', async () => {
  const { spec, parameters } = await constructed('swap', 'additive');
  const W = parametersOf(denseMemory(base).checkpoint)['hopfield.weights']!;
  const alpha = parameters['coupling.alpha']![0];
  const { sources, targets } = spec.coupling!.graph;
  sources.forEach((i, e) => {
    const c = targets[e]! - answers;
    const other = c === 0 ? 1 : c === 1 ? 0 : c;
    const change = W[i * neurons + answers + other]! - W[i * neurons + answers + c]!;
    expect(Math.abs(alpha! * overlap(parameters['start.s']!, i, targets[e]!) - change)).toBeLessThan(1e-12);
  });
});

test('its oscillators rest where they start, and come back there, up to a turn of all, from far off', async () => {
  const { spec, parameters } = await constructed('swap', 'additive');
  const engine = backend.createEngine(spec);
  writeParameters(engine, parameters);
  const start = Float64Array.from(parameters['start.s']!);
  const x = new Float64Array(neurons).fill(-1);
  const away = RandomKey.fromSeed(4)
    .normal(start.length)
    .map((entry, k) => start[k]! + entry / Math.sqrt(D));
  const control = adaptiveSteps({ rtol: 1e-5, atol: 1e-7 });
  for (const s of [start, away]) {
    // Silent units pull nothing: what moves is the oscillators' own.
    const { state } = await integrate(engine, { x, s }, { until: 40, renormalise: true, control });
    const { sources, targets } = spec.coupling!.graph;
    sources.forEach((i, e) => {
      const [found, kept] = [state.s!, start].map((at) => overlap(at, i, targets[e]!));
      expect(Math.abs(found! - kept!)).toBeLessThan(1e-2);
    });
  }
});

test.for([
  ['conflation', 'additive'],
  ['swap', 'multiplicative'],
] as const)(
  'other changes are fitted, so that misses of the two classes are fewer: %s, %s',
  async ([task, coupling]) => {
    const config = { ...restEdit(task, coupling, 'glyphs', 2), base: base.hash };
    const weights = classWeights(base, 64, 10);
    const found = await fitLabels({ config, dataset, base, backend, weights });
    const misses = async (scale: number): Promise<number> => {
      const factor = (c: number, h: number): number => (coupling === 'additive' ? 1 : weights.of(c, h));
      const changes = new Map([0, 1].map((c) => [c, found[c]!.map((entry, h) => scale * factor(c, h) * entry)]));
      const engine = backend.createEngine(base.checkpoint.spec);
      writeParameters(engine, weights.changed(changes));
      const { source } = editProblem(config, dataset, base).train;
      const { x, input, labels } = source.trainingBatch(1000, 60);
      const { state } = await integrate(withInput(engine, input!, 60), { x: x! }, { until: 4 });
      let sum = 0;
      for (let b = 0; b < 60; b++) {
        for (const c of [0, 1]) {
          const answer = state.x![b * neurons + answers + c]!;
          sum += Math.max(0, 1 - (labels[b] === c ? answer : -answer)) ** 2;
        }
      }
      return sum;
    };
    expect(await misses(1)).toBeLessThan(0.75 * (await misses(0)));
  },
);

test.for(['held', 'let go'])(
  'a paired image that is %s decides whether the two classes lie along the change',
  async (shown) => {
    const { spec, parameters, test: images } = await constructed('associative-swap', 'additive');
    const engine = backend.createEngine(spec);
    writeParameters(engine, parameters);
    const [samples] = images.source.batches(12);
    const holding = holdingOf(engine, samples!)!;
    const reference = Uint8Array.from({ length: neurons }, (_, i) => (i === 0 ? 1 : 0));
    const state = engine.createState(12);
    engine.writeState(state, { x: new Float64Array(12 * neurons).fill(-1) });
    engine.broadcastStart(state);
    holding.place(state, samples!.held!);
    const flowing = shown === 'held' ? holding.engine : holdOscillators(engine, reference).engine;
    const end = await integrate(flowing, await engine.readState(state), { until: 40, renormalise: true });
    for (let b = 0; b < 12; b++) {
      const changes = dataset.test.labels[images.contexts![b]!] === 1;
      const component = end.state.s![(b * neurons + answers) * D]!;
      // Drive 1 twice against a kept direction of strength 3 at a right angle.
      expect(Math.abs(component - (changes ? 2 / Math.sqrt(13) : 0))).toBeLessThan(0.1);
    }
  },
);

test('settings that a construction cannot use are refused', async () => {
  const whole = editProblem({ ...restEdit('swap', 'additive', 'glyphs', 2), base: base.hash }, dataset, base);
  const { construction: _, ...oscillators } = restEdit('swap', 'additive', 'glyphs', 2).oscillators;
  const drawn = { ...whole, config: { ...whole.config, oscillators } } as Problem;
  expect(await constructedProblem(drawn, dataset, base, backend)).toBe(drawn);
});
