import type { Engine, StateVector } from '@hkmem/backend';
import {
  coupledFieldOperations,
  coupledVjpOperations,
  kuramotoFieldOperations,
  kuramotoVjpOperations,
  productOperations,
} from '../problem/operations.ts';
import type { Sizes } from '../problem/sizes.ts';
import { randomState } from '../problem/states.ts';
import { fence, type Subject, startEngine } from '../problem/subjects.ts';
import {
  type CoupledOptions,
  coupledProblem,
  editedParameters,
  hopfieldProblem,
  kuramotoProblem,
  type Problem,
} from '../problem/systems.ts';
import { combineRow } from './combine.ts';
import type { Prepared, Row } from './row.ts';

/** Stages of an update with RK4 and 6 steps. */
const stages = 24;

/** What a kernel row works on: an engine, a state, a cotangent and a place for the result. */
interface Bench {
  readonly engine: Engine;
  readonly state: StateVector;
  readonly cotangent: StateVector;
  readonly out: StateVector;
}

interface KernelRow {
  readonly id: string;
  readonly title: string;
  readonly problem: () => Problem;
  readonly operations?: number;
  readonly trainable?: readonly string[];
  readonly peers?: readonly string[];
  readonly note?: string;
  readonly run: (bench: Bench) => void;
}

/** Fields, their pull-backs, linear combination and optimiser, one by one. */
export function kernelRows(subject: Subject, sizes: Sizes): readonly Row[] {
  const small = { ...sizes, dimension: 4 };
  return [
    ...hopfieldKernels(sizes),
    ...kuramotoKernels(sizes),
    ...coupledKernels(sizes, 'coupled', 'coupled', {}),
    ...coupledKernels(sizes, 'coupled-two-graphs', 'coupled, K and HK two graphs', { graphs: 2 }),
    ...coupledKernels(sizes, 'coupled-multiplicative', 'coupled, multiplicative', { kind: 'multiplicative' }),
    ...(sizes.dimension === 4 ? [] : coupledKernels(small, 'coupled-D4', 'coupled, D = 4', {})),
    ...optimiserKernels(sizes),
  ]
    .map((row) => onSubject(row, subject, sizes))
    .concat(combineRow(subject, sizes));
}

function hopfieldKernels(sizes: Sizes): readonly KernelRow[] {
  const problem = (): Problem => hopfieldProblem(sizes);
  const operations = productOperations(sizes);
  const { neurons: N, batch: B } = sizes;
  return [
    {
      id: 'hopfield-field',
      title: `Hopfield field (GEMM ${B} x ${N} x ${N})`,
      problem,
      operations,
      peers: ['tfjs-product'],
      run: ({ engine, state, out }) => engine.field(state, out),
    },
    {
      id: 'hopfield-vjp',
      title: 'Hopfield pull-back to the state',
      problem,
      operations,
      run: ({ engine, state, cotangent, out }) => engine.vjp(state, cotangent, out),
    },
    {
      id: 'hopfield-vjp-weights',
      title: `Hopfield pull-back with weight gradient and optimiser, ${stages} stages`,
      problem,
      operations: 2 * stages * operations,
      trainable: ['hopfield.weights', 'hopfield.bias'],
      run: ({ engine, state, cotangent, out }) => {
        engine.zeroGradients();
        for (let n = 0; n < stages; n++) engine.vjp(state, cotangent, out);
        for (const path of ['hopfield.weights', 'hopfield.bias']) engine.optimise(path, smallestStep);
      },
    },
  ];
}

function kuramotoKernels(sizes: Sizes): readonly KernelRow[] {
  const problem = (): Problem => kuramotoProblem(sizes);
  return [
    {
      id: 'kuramoto-field',
      title: `Kuramoto field, D = ${sizes.dimension}`,
      problem,
      operations: kuramotoFieldOperations(sizes),
      peers: ['tfjs-kuramoto-field'],
      run: ({ engine, state, out }) => engine.field(state, out),
    },
    {
      id: 'kuramoto-vjp',
      title: 'Kuramoto pull-back with edge gradients',
      problem,
      operations: kuramotoVjpOperations(sizes),
      trainable: ['kuramoto.A', 'kuramoto.B'],
      run: ({ engine, state, cotangent, out }) => engine.vjp(state, cotangent, out),
    },
  ];
}

function coupledKernels(sizes: Sizes, id: string, title: string, options: CoupledOptions): readonly KernelRow[] {
  const problem = (): Problem => coupledProblem(sizes, options);
  return [
    {
      id: `${id}-field`,
      title: `${title}: field`,
      problem,
      operations: coupledFieldOperations(sizes),
      run: ({ engine, state, out }) => engine.field(state, out),
    },
    {
      id: `${id}-vjp`,
      title: `${title}: pull-back with edge gradients`,
      problem,
      operations: coupledVjpOperations(sizes),
      trainable: editedParameters,
      run: ({ engine, state, cotangent, out }) => engine.vjp(state, cotangent, out),
    },
  ];
}

function optimiserKernels(sizes: Sizes): readonly KernelRow[] {
  const problem = (): Problem => coupledProblem(sizes);
  return [
    {
      id: 'optimise-weights',
      title: 'Lion on V [N, N]',
      problem: () => hopfieldProblem(sizes),
      trainable: ['hopfield.weights'],
      run: ({ engine }) => engine.optimise('hopfield.weights', smallestStep),
    },
    {
      id: 'optimise-edges',
      title: 'Lion on A [E]',
      problem,
      trainable: ['kuramoto.A'],
      run: ({ engine }) => engine.optimise('kuramoto.A', smallestStep),
    },
  ];
}

/** Moves parameters by less than a rounding, so that every repetition finds the same work. */
const smallestStep = { kind: 'lion', rate: 1e-12, beta1: 0.9, beta2: 0.99, weightDecay: 0 } as const;

function onSubject(row: KernelRow, subject: Subject, sizes: Sizes): Row {
  const { id, title, operations, peers, note } = row;
  return {
    id,
    title,
    subject: subject.id,
    threads: subject.threads,
    arithmetic: subject.arithmetic,
    ...(operations !== undefined && { operations }),
    ...(peers && { peers }),
    ...(note && { note }),
    prepare: async (): Promise<Prepared> => {
      const engine = startEngine(subject, row.problem());
      const bench = fillBench(engine, sizes.batch);
      if (row.trainable !== undefined) engine.setTrainable(row.trainable);
      return {
        run: () => {
          row.run(bench);
          return fence(engine, bench.out);
        },
        dispose: () => engine.dispose(),
      };
    },
  };
}

function fillBench(engine: Engine, batch: number): Bench {
  const [state, cotangent, out] = ['state', 'cotangent', 'out'].map((name) => randomState(engine, batch, name));
  return { engine, state: state!, cotangent: cotangent!, out: out! };
}
