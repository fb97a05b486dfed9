import { editTask } from '@hkmem/datasets';
import { imageSource, Trainer } from '@hkmem/training';
import type { Data } from '../problem/data.ts';
import { coupledFieldOperations, coupledVjpOperations, productOperations } from '../problem/operations.ts';
import type { Sizes } from '../problem/sizes.ts';
import { type Subject, startEngine } from '../problem/subjects.ts';
import { coupledProblem, editedParameters, hopfieldProblem, key, type Problem } from '../problem/systems.ts';
import type { Prepared, Row } from './row.ts';

interface UpdateRow {
  readonly id: string;
  readonly title: string;
  readonly problem: () => Problem;
  readonly trainable: readonly string[];
  /** RK4 steps; four field evaluations each. */
  readonly steps: number;
  readonly operations?: number;
  readonly peers?: readonly string[];
  readonly note?: string;
}

const classes = 10;
const weights: readonly string[] = ['hopfield.weights', 'hopfield.bias'];

/** Whole updates: batch, flow, loss, adjoint, optimiser, as `Trainer` does them. */
export function updateRows(subject: Subject, sizes: Sizes, data: Data): readonly Row[] {
  const small = { ...sizes, dimension: 4 };
  const coupled = { problem: () => coupledProblem(sizes), trainable: editedParameters };
  const coupledOperations = (steps: number, at = sizes): number =>
    4 * steps * (coupledFieldOperations(at) + coupledVjpOperations(at));
  const rows: readonly UpdateRow[] = [
    ...[6, 2].map((steps) => ({
      id: `hopfield-update-${4 * steps}`,
      title: `Hopfield update, ${4 * steps} field evaluations`,
      problem: () => hopfieldProblem(sizes),
      trainable: weights,
      steps,
      operations: 3 * 4 * steps * productOperations(sizes),
      ...(steps === 6 && { peers: ['tfjs-hopfield-update-24'] }),
    })),
    {
      ...coupled,
      id: 'coupled-update-24',
      title: 'coupled update, 24 field evaluations',
      steps: 6,
      operations: coupledOperations(6),
      peers: ['tfjs-coupled-update-24', 'tfjs-coupled-update-24-by-hand'],
    },
    {
      ...coupled,
      id: 'coupled-update-8',
      title: 'coupled update, 8 field evaluations',
      steps: 2,
      operations: coupledOperations(2),
    },
    {
      ...coupled,
      id: 'coupled-two-graphs-update-24',
      title: 'coupled update, K and HK two graphs, 24 field evaluations',
      problem: () => coupledProblem(sizes, { graphs: 2 }),
      steps: 6,
      operations: coupledOperations(6),
    },
    {
      ...coupled,
      id: 'coupled-multiplicative-update-24',
      title: 'coupled update, multiplicative, 24 field evaluations',
      problem: () => coupledProblem(sizes, { kind: 'multiplicative' }),
      steps: 6,
      operations: coupledOperations(6),
    },
    ...(sizes.dimension === 4
      ? []
      : [
          {
            ...coupled,
            id: 'coupled-D4-update-24',
            title: 'coupled update, D = 4, 24 field evaluations',
            problem: () => coupledProblem(small),
            steps: 6,
            operations: coupledOperations(6, small),
          },
        ]),
  ];
  return rows.map(({ id, title, problem, trainable, steps, ...rest }) => ({
    id,
    title,
    subject: subject.id,
    threads: subject.threads,
    arithmetic: subject.arithmetic,
    ...rest,
    prepare: async (): Promise<Prepared> => startUpdates(subject, sizes, data, problem(), trainable, steps),
  }));
}

/** A trainer whose every run is one more update of the paper's kind: MNIST, RK4, squared error, Lion. */
export function startUpdates(
  subject: Subject,
  sizes: Sizes,
  data: Data,
  problem: Problem,
  trainable: readonly string[],
  steps: number,
): Prepared {
  const engine = startEngine(subject, problem);
  const { set } = data;
  const coupled = problem.spec.coupling !== undefined;
  const labels = coupled ? editTask({ name: 'swap' }).labels(set) : set.labels;
  const trainer = new Trainer(
    {
      engine,
      readout: { kind: 'threshold', classes },
      flow: { solver: 'rk4', steps, until: 1, jitter: 0 },
      optimiser: { kind: 'lion', rate: 1e-4, schedule: { kind: 'exponential', halfEvery: 1000 } },
      trainable,
      batch: sizes.batch,
      updates: 1_000_000,
      seed: 1,
    },
    imageSource({ set, labels, neurons: sizes.neurons, key: key.fold('batches') }),
  );
  return {
    run: () => trainer.step(),
    dispose: () => {
      trainer.dispose();
      engine.dispose();
    },
  };
}
