import { RandomKey } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { type Data, firstBatch } from '../problem/data.ts';
import { kuramotoFieldOperations, productOperations } from '../problem/operations.ts';
import type { Sizes } from '../problem/sizes.ts';
import { coupledProblem, hopfieldProblem } from '../problem/systems.ts';
import { type CoupledState, coupledTensors } from '../tfjs/coupled.ts';
import { coupledField, coupledVjp, pairForce } from '../tfjs/coupled-by-hand.ts';
import { coupledTapeGradients } from '../tfjs/coupled-tape.ts';
import { type HopfieldTraining, hopfieldUpdate, type TensorBatch } from '../tfjs/hopfield.ts';
import { release, startTfjs, tensorOf } from '../tfjs/start.ts';
import type { Prepared, Row } from './row.ts';

export const tfjsSubject = 'tfjs';

/** Field evaluations of an update with RK4 and 6 steps. */
const evaluations = 24;
const classes = 10;
const random = RandomKey.fromSeed(4);
const base = { subject: tfjsSubject, threads: 1, arithmetic: 'plain' } as const;

/** The same kernels in ops of tfjs, on tfjs-backend-wasm. */
export function tfjsKernelRows(sizes: Sizes): readonly Row[] {
  const { neurons: N, batch } = sizes;
  return [
    {
      ...base,
      id: 'tfjs-product',
      title: `tfjs: matMul ${batch} x ${N} x ${N}`,
      operations: productOperations(sizes),
      prepare: withTensors(() => {
        const a = tensorOf(random.fold('a').normal(batch * N), [batch, N]);
        const b = tensorOf(random.fold('b').normal(N * N), [N, N]);
        return { run: () => release(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)), tensors: [a, b] };
      }),
    },
    {
      ...base,
      id: 'tfjs-kuramoto-field',
      title: `tfjs: Kuramoto field, D = ${sizes.dimension}, Gram matrix per sample`,
      operations: kuramotoFieldOperations(sizes),
      prepare: withTensors(() => {
        const { A, B, ...rest } = coupledInputs(sizes).p;
        const { s } = randomStates(sizes, 'state');
        return { run: () => release(pairForce({ A, B }, s)), tensors: [A, B, s, rest] };
      }),
    },
  ];
}

/** The same updates in ops of tfjs. */
export function tfjsUpdateRows(sizes: Sizes, data: Data): readonly Row[] {
  const part = {
    ...base,
    scale: evaluations,
    note: `one field evaluation, forward and back, times ${evaluations}; combinations, loss and optimiser are left out`,
  };
  return [
    {
      ...base,
      id: 'tfjs-hopfield-update-24',
      title: `tfjs: Hopfield update, ${evaluations} field evaluations, field with a gradient by hand`,
      operations: 3 * evaluations * productOperations(sizes),
      prepare: withTensors(() => {
        const { training, batch } = hopfieldInputs(sizes, data);
        return { run: () => hopfieldUpdate(training, batch, evaluations / 4, 1e-4), tensors: [training, batch] };
      }),
    },
    {
      ...part,
      id: 'tfjs-coupled-update-24',
      title: "tfjs: coupled update, formulas as they stand, gradients from tfjs's tape",
      prepare: withTensors(() => {
        const { p, state, cotangent } = coupledInputs(sizes);
        return { run: () => release(coupledTapeGradients(p, state, cotangent)), tensors: [p, state, cotangent] };
      }),
    },
    {
      ...part,
      id: 'tfjs-coupled-update-24-by-hand',
      title: 'tfjs: coupled update, rearranged for tfjs, gradients by hand',
      prepare: withTensors(() => {
        const { p, state, cotangent } = coupledInputs(sizes);
        return {
          run: () => {
            release(coupledField(p, state));
            release(coupledVjp(p, state, cotangent));
          },
          tensors: [p, state, cotangent],
        };
      }),
    },
  ];
}

function withTensors(make: () => { run(): unknown; readonly tensors: readonly object[] }): () => Promise<Prepared> {
  return async () => {
    await startTfjs();
    const { run, tensors } = make();
    return {
      run: () => {
        run();
      },
      dispose: () => release(...tensors),
    };
  };
}

function coupledInputs(sizes: Sizes): {
  readonly p: ReturnType<typeof coupledTensors>;
  readonly state: CoupledState;
  readonly cotangent: CoupledState;
} {
  const { spec, parameters } = coupledProblem(sizes);
  const p = coupledTensors(spec, parameters);
  return { p, state: randomStates(sizes, 'state'), cotangent: randomStates(sizes, 'cotangent') };
}

function randomStates({ neurons: N, batch, dimension: D }: Sizes, name: string): CoupledState {
  const source = random.fold(name);
  return {
    x: tensorOf(source.fold('x').normal(batch * N), [batch, N]),
    s: tensorOf(source.fold('s').normal(batch * N * D), [batch, N, D]),
  };
}

function hopfieldInputs(
  sizes: Sizes,
  data: Data,
): { readonly training: HopfieldTraining; readonly batch: TensorBatch } {
  const { neurons: N, batch: B } = sizes;
  const { parameters } = hopfieldProblem(sizes);
  const { x, labels } = firstBatch(data, sizes);
  const targets = Float32Array.from({ length: B * classes }, (_, n) =>
    labels[Math.floor(n / classes)] === n % classes ? 1 : -1,
  );
  return {
    training: {
      V: tensorOf(parameters['hopfield.weights']!, [N, N]),
      b: tensorOf(parameters['hopfield.bias']!, [N]),
      meanV: tf.zeros([N, N]),
      meanb: tf.zeros([N]),
    },
    batch: { x: tensorOf(x!, [B, N]), y: tensorOf(targets, [B, classes]) },
  };
}
