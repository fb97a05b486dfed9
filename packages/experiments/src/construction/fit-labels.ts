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

/**
 * w [hidden] by which the weights of the two classes change, c_a w and -c_b w, so that near rest, under the cues of a
 * training, the memory answers the changed labels: c is 1 for an additive coupling and W for a multiplicative one. A swap by
 * an additive coupling is exact, w = W_b - W_a; else a least squares fit, again after each change as hidden units change
 * with it. Of an associative task, what is answered where the paired image asks for the change.
 */
export async function fitLabels(given: LabelFit): Promise<Float64Array> {
  const { config, dataset, base, backend, weights } = given;
  const { digits, coupling, oscillators } = config;
  const [a, b] = digits;
  const additive = coupling.kind === 'additive';
  const task = config.task.replace('associative-', '') as EditTaskName;
  const w = new Float64Array(weights.count);
  if (additive && task === 'swap') return w.map((_, h) => weights.of(b, h) - weights.of(a, h));
  const factors = digits.map((c) => w.map((_, h) => (additive ? 1 : weights.of(c, h)))) as [Float64Array, Float64Array];
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
      const [up, down] = [w.map((entry, h) => factors[0][h]! * entry), w.map((entry, h) => -factors[1][h]! * entry)];
      writeParameters(
        engine,
        weights.changed(
          new Map([
            [a, up],
            [b, down],
          ]),
        ),
      );
      const fit = new RidgeFit(weights.count);
      for (let step = 0; step * batch < images; step++) {
        const { x, input, labels } = source.trainingBatch(step, batch);
        const driven = input === undefined ? engine : withInput(engine, input, batch);
        const { state } = await integrate(driven, { x: x! }, flow);
        if (driven !== engine) driven.dispose();
        for (let n = 0; n < batch; n++) {
          const units = Float64Array.from(state.x!.subarray(n * N, (n + 1) * N));
          const g = lagrangian.activity(units).subarray(weights.first, weights.first + weights.count);
          for (const [k, sign] of [
            [0, 1],
            [1, -1],
          ] as const) {
            const answer = units[N - classes + digits[k]]!;
            const target = labels[n] === digits[k] ? 1 : -1;
            const miss = target * Math.max(margin, target * answer) - answer;
            fit.add(
              g.map((activity, h) => sign * factors[k][h]! * activity),
              miss,
            );
          }
        }
      }
      fit.solve(ridge).forEach((entry, h) => {
        w[h]! += entry;
      });
    }
    return w;
  } finally {
    engine.dispose();
  }
}
