import type { Backend } from '@hkmem/backend';
import type { EditTaskName, ImageDataset } from '@hkmem/datasets';
import { euler, integrate, withInput, writeParameters } from '@hkmem/dynamics';
import { lagrangianOf } from '@hkmem/energy';
import type { EditConfig } from '../config/settings.ts';
import type { Memory } from '../memory/memory.ts';
import { taskSource } from '../problems/task-source.ts';
import type { ClassWeights } from './class-weights.ts';
import { RidgeFit } from './ridge.ts';

/** Images that flow together. */
const batch = 50;
/** The flow that comes near rest. */
const flow = { solver: euler, control: { kind: 'fixed', steps: 24 }, until: 4 } as const;
/** How far beyond the other sign an answer is to be. */
const margin = 1.5;

/** Who is edited, with what. */
export interface LabelFit {
  readonly config: EditConfig;
  readonly dataset: ImageDataset;
  readonly base: Memory;
  readonly backend: Backend;
  readonly weights: ClassWeights;
}

/** Changes [hidden] of the weights of the first and the second class. */
export type LabelChanges = readonly [first: Float64Array, second: Float64Array];

/** Whether the two classes change by opposite amounts: what is added may, and a context can pull them only so. */
export function changesOppose({ task, coupling }: Pick<EditConfig, 'task' | 'coupling'>): boolean {
  return task.startsWith('associative-') || coupling.kind === 'additive';
}

/**
 * u and v [hidden] by which the weights of the two classes change, c_a u and c_b v, so that near rest, under the cues of a
 * training, the memory answers the changed labels: c is 1 for an additive coupling and W for a multiplicative one. A swap by
 * an additive coupling is exact, u = W_b - W_a and v = -u; else a least squares fit, again after each change as hidden units
 * change with it. Of an associative task, what is answered where the paired image asks for the change.
 */
export async function fitLabels(given: LabelFit): Promise<LabelChanges> {
  const { config, dataset, base, backend, weights } = given;
  const { digits, coupling, oscillators } = config;
  const [a, b] = digits;
  const additive = coupling.kind === 'additive';
  const task = config.task.replace('associative-', '') as EditTaskName;
  const opposed = changesOppose(config);
  const found: LabelChanges = [new Float64Array(weights.count), new Float64Array(weights.count)];
  if (additive && task === 'swap') {
    const exchanged = found[0].map((_, h) => weights.of(b, h) - weights.of(a, h));
    return [exchanged, exchanged.map((entry) => -entry)];
  }
  const factors = digits.map((c) => found[0].map((_, h) => (additive ? 1 : weights.of(c, h))));
  const { held: _, ...plain } = oscillators;
  const { spec } = base.checkpoint;
  const N = spec.neurons;
  const { classes } = dataset.train;
  const run = { kind: 'edit', config: { ...config, task, oscillators: plain } } as const;
  const { source } = taskSource({ run, dataset, neurons: N, split: 'train' });
  const lagrangian = lagrangianOf(spec);
  const engine = backend.createEngine(spec);
  try {
    const { images, rounds, ridge } = oscillators.construction!;
    for (let round = 0; round < rounds; round++) {
      const changes = digits.map((c, k) => [c, found[k]!.map((entry, h) => factors[k]![h]! * entry)] as const);
      writeParameters(engine, weights.changed(new Map(changes)));
      const fits = (opposed ? [0] : [0, 1]).map(() => new RidgeFit(weights.count));
      for (let step = 0; step * batch < images; step++) {
        const { x, input, labels } = source.trainingBatch(step, batch);
        const driven = input === undefined ? engine : withInput(engine, input, batch);
        const { state } = await integrate(driven, { x: x! }, flow);
        if (driven !== engine) driven.dispose();
        for (let n = 0; n < batch; n++) {
          const units = Float64Array.from(state.x!.subarray(n * N, (n + 1) * N));
          const g = lagrangian.activity(units).subarray(weights.first, weights.first + weights.count);
          for (const [k, digit] of digits.entries()) {
            const answer = units[N - classes + digit]!;
            const target = labels[n] === digit ? 1 : -1;
            const miss = target * Math.max(margin, target * answer) - answer;
            const sign = opposed && k === 1 ? -1 : 1;
            const fit = fits[opposed ? 0 : k]!;
            fit.add(
              g.map((activity, h) => sign * factors[k]![h]! * activity),
              miss,
            );
          }
        }
      }
      const steps = fits.map((fit) => fit.solve(ridge));
      for (const [k, change] of found.entries()) {
        const step = steps[opposed ? 0 : k]!;
        for (let h = 0; h < change.length; h++) change[h]! += opposed && k === 1 ? -step[h]! : step[h]!;
      }
    }
    return found;
  } finally {
    engine.dispose();
  }
}
