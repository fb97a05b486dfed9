/**
 * The same update in ops of tfjs on tfjs-backend-wasm: `tfjs-peer.ts FORM FOLDER`. FORM of a coupled update is `tape`, the
 * formulas as they stand with gradients from the tape, or `by-hand`, a rearrangement with its pull-back written out.
 */
import * as tf from '@hkmem/backend/tf';
import type { CoupledGradients, CoupledState, CoupledTensors } from '../../tfjs/coupled.ts';
import { coupledField, coupledVjp } from '../../tfjs/coupled-by-hand.ts';
import { coupledTapeGradients } from '../../tfjs/coupled-tape.ts';
import { hopfieldField } from '../../tfjs/hopfield.ts';
import { startTfjs, tensorOf } from '../../tfjs/start.ts';
import { type PeerGradients, readProblem } from '../problem.ts';
import { serve } from './serve.ts';

const [form = '', folder = ''] = process.argv.slice(2);
const problem = readProblem(folder);
const { neurons: N, batch: B, steps, trained, rate } = problem;
const { a, b } = problem.tableau;
const h = 1 / steps;
await startTfjs();
const given = (name: string): tf.Tensor => {
  const { values, shape } = problem.arrays[name]!;
  return tensorOf(values, [...shape]);
};
const theta = Object.fromEntries(trained.map((name) => [name, given(name)]));
const means = Object.fromEntries(trained.map((name) => [name, tf.zerosLike(theta[name]!)]));
const [x, targets] = [given('x'), given('targets')];
const from = N - 10;

type Found = { readonly loss: tf.Tensor; readonly grads: Readonly<Record<string, tf.Tensor>> };

/** y + sum_n factor_n k_n. */
function plus(y: tf.Tensor, terms: readonly (readonly [number, tf.Tensor])[]): tf.Tensor {
  return tf.tidy(() => tf.addN([y, ...terms.map(([factor, k]) => tf.mul(k, factor))]));
}

/** All of it on the tape, with a field whose gradient is written out. */
function hopfieldGradients(): Found {
  const { value, grads } = tf.valueAndGrads((V: tf.Tensor, bias: tf.Tensor) => {
    const W = tf.mul(tf.add(V, tf.transpose(V)), 0.5);
    let y = x;
    for (let n = 0; n < steps; n++) {
      const slopes: tf.Tensor[] = [];
      for (const row of a)
        slopes.push(
          hopfieldField(
            plus(
              y,
              row.map((c, j) => [h * c, slopes[j]!]),
            ),
            W,
            bias,
          ),
        );
      y = plus(
        y,
        b.map((c, j) => [h * c, slopes[j]!]),
      );
    }
    return squaredError(y);
  })([theta['V']!, theta['b']!]);
  return { loss: value, grads: { V: grads[0]!, b: grads[1]! } };
}

function squaredError(end: tf.Tensor): tf.Scalar {
  return tf.div(tf.sum(tf.square(tf.sub(tf.slice(end, [0, from], [B, 10]), targets))), B) as tf.Scalar;
}

const edges = problem.arrays['sources'] && {
  i: Array.from(problem.arrays['sources'].values),
  j: Array.from(problem.arrays['sinks']!.values),
};
/** Places (i, j) and (j, i) of edges in a flat [N, N]. */
const places = edges && {
  there: tf.tensor1d(
    edges.i.map((i, e) => i * N + edges.j[e]!),
    'int32',
  ),
  back: tf.tensor1d(
    edges.i.map((i, e) => edges.j[e]! * N + i),
    'int32',
  ),
};

/** Values of edges as a symmetric [N, N]; on the host, since this backend scatters slowly. */
function symmetric(values: tf.Tensor): tf.Tensor {
  const [flat, entries] = [values.dataSync(), new Float32Array(N * N)];
  edges!.i.forEach((i, e) => {
    entries[i * N + edges!.j[e]!] = flat[e]!;
    entries[edges!.j[e]! * N + i] = flat[e]!;
  });
  return tensorOf(entries, [N, N]);
}

const V = given('V');
const frozen = edges && {
  W: tf.tidy(() => tf.mul(tf.add(V, tf.transpose(V)), 0.5)),
  b: given('b'),
  mask: symmetric(tf.ones([edges.i.length])),
};

function combined(y: CoupledState, terms: readonly (readonly [number, CoupledState])[]): CoupledState {
  return {
    x: plus(
      y.x,
      terms.map(([factor, k]) => [factor, k.x]),
    ),
    s: plus(
      y.s,
      terms.map(([factor, k]) => [factor, k.s]),
    ),
  };
}

const normalised = (s: tf.Tensor): tf.Tensor => tf.div(s, tf.sqrt(tf.sum(tf.square(s), -1, true)));

const zero = (): CoupledState => ({ x: tf.zeros(x.shape), s: tf.zeros([B, ...theta['start']!.shape]) });

/** The discrete adjoint of the steps, written out: of stage i it is h (b_i lambda + sum_j a_ji w_j), pulled back to w_i. */
function coupledGradients(): Found {
  return tf.tidy(() => {
    const p: CoupledTensors = {
      ...frozen!,
      A: symmetric(theta['A']!),
      B: symmetric(theta['B']!),
      alpha: theta['alpha']!,
      O: theta['O']!,
    };
    let y: CoupledState = { x, s: tf.tile(tf.expandDims(normalised(theta['start']!), 0), [B, 1, 1]) };
    const stages: CoupledState[] = [];
    for (let n = 0; n < steps; n++) {
      const slopes: CoupledState[] = [];
      for (const row of a) {
        const stage = combined(
          y,
          row.map((c, j) => [h * c, slopes[j]!]),
        );
        stages.push(stage);
        slopes.push(coupledField(p, stage));
      }
      y = combined(
        y,
        b.map((c, j) => [h * c, slopes[j]!]),
      );
    }
    const { value: loss, grad: end } = tf.valueAndGrad(squaredError)(y.x);
    let lambda: CoupledState = { ...zero(), x: end };
    let sums: Pick<CoupledGradients, 'A' | 'B' | 'alpha' | 'O'> | undefined;
    for (let n = steps - 1; n >= 0; n--) {
      const pulled: CoupledState[] = [];
      for (let i = a.length - 1; i >= 0; i--) {
        const later = a.flatMap((row, j) => (j > i ? [[h * row[i]!, pulled[j]!] as const] : []));
        const found = pullBack(p, stages[n * a.length + i]!, combined(zero(), [[h * b[i]!, lambda], ...later]));
        pulled[i] = found;
        sums = added(sums, found);
      }
      lambda = combined(
        lambda,
        pulled.map((w) => [1, w]),
      );
    }
    const { A, B: slope, alpha, O } = sums!;
    const start = tf.grad(normalised)(theta['start']!, tf.sum(lambda.s, 0));
    return { loss, grads: { A: ofEdges(A), B: ofEdges(slope), alpha, O, start } };
  });
}

const pullBack = (p: CoupledTensors, at: CoupledState, by: CoupledState): CoupledGradients =>
  form === 'tape' ? coupledTapeGradients(p, at, by) : coupledVjp(p, at, by);

function added(
  sums: Pick<CoupledGradients, 'A' | 'B' | 'alpha' | 'O'> | undefined,
  { A, B, alpha, O }: CoupledGradients,
): Pick<CoupledGradients, 'A' | 'B' | 'alpha' | 'O'> {
  if (sums === undefined) return { A, B, alpha, O };
  return {
    A: tf.add(sums.A, A),
    B: tf.add(sums.B, B),
    alpha: tf.add(sums.alpha, alpha),
    O: tf.add(sums.O, O),
  };
}

/** The tape sees (i, j) and (j, i) as two entries, of which an edge is the sum; by hand they are one. */
function ofEdges(values: tf.Tensor): tf.Tensor {
  const flat = tf.reshape(values, [-1]);
  const there = tf.gather(flat, places!.there);
  return form === 'tape' ? tf.add(there, tf.gather(flat, places!.back)) : there;
}

const valueAndGradients = problem.kind === 'hopfield' ? hopfieldGradients : coupledGradients;

async function gradients(): Promise<PeerGradients> {
  const { loss, grads } = valueAndGradients();
  const entry = async ([name, values]: readonly [string, tf.Tensor]) =>
    [name, { shape: values.shape, values: (await values.data()) as Float32Array }] as const;
  const arrays = Object.fromEntries(await Promise.all(Object.entries(grads).map(entry)));
  const found = { loss: (await loss.data())[0]!, arrays };
  tf.dispose([loss, ...Object.values(grads)]);
  return found;
}

/** Lion: theta -= rate sign(0.9 m + 0.1 g), then m = 0.99 m + 0.01 g. */
async function update(): Promise<void> {
  const { loss, grads } = valueAndGradients();
  for (const name of trained) {
    const [was, mean, gradient] = [theta[name]!, means[name]!, grads[name]!];
    theta[name] = tf.tidy(() => tf.sub(was, tf.mul(tf.sign(tf.add(tf.mul(mean, 0.9), tf.mul(gradient, 0.1))), rate)));
    means[name] = tf.tidy(() => tf.add(tf.mul(mean, 0.99), tf.mul(gradient, 0.01)));
    tf.dispose([was, mean, gradient]);
  }
  await loss.data();
  tf.dispose(loss);
}

await serve({ versions: { Node: process.version, 'tfjs-backend-wasm': '4.22.0' }, gradients, update });
