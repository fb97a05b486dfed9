/**
 * The same update in jax-js, on its wasm device: `jax-js-peer.ts dense FOLDER`. The equations are those at the head of
 * jax_peer.py. Arrays are owned: a function takes its arguments over, and `.ref` keeps one for a further use.
 *
 * What belongs to an edge is a symmetric matrix here, as its derivative of gathering is not one of the library's; the gradient of
 * an edge is the sum of the two entries.
 */
import { readFileSync } from 'node:fs';
import { defaultDevice, init, jit, numpy as np, valueAndGrad } from '@jax-js/jax';
import { type PeerGradients, readProblem } from '../problem.ts';
import { serve } from './serve.ts';

type Arrays = { [name: string]: np.Array };
type State = { x: np.Array; s: np.Array };

const [, folder = ''] = process.argv.slice(2);
const problem = readProblem(folder);
const { neurons: N, batch: B, steps, trained, rate } = problem;
const { a, b } = problem.tableau;
const coupled = problem.kind === 'coupled';
// More samples at a time do not fit the memory of wasm with what the reverse pass keeps.
const chunk = coupled ? 1 : B;
await init('wasm');
defaultDevice('wasm');

const sources = Array.from(problem.arrays['sources']?.values ?? []);
const sinks = Array.from(problem.arrays['sinks']?.values ?? []);

function symmetric(values: ArrayLike<number>): np.Array {
  const entries = new Float32Array(N * N);
  sources.forEach((i, e) => {
    entries[i * N + sinks[e]!] = values[e]!;
    entries[sinks[e]! * N + i] = values[e]!;
  });
  return np.array(entries, { shape: [N, N] });
}

function given(name: string): np.Array {
  const { values, shape } = problem.arrays[name]!;
  if (name === 'A' || name === 'B') return symmetric(values);
  return np.array(values as Float32Array<ArrayBuffer>, { shape: [...shape] });
}

const relu = (x: np.Array): np.Array => np.maximum(x, 0);

const normalised = (s: np.Array): np.Array => s.ref.div(np.sqrt(np.sum(np.square(s), -1, { keepdims: true })));

/** (rate of x [C, N], rate of s [C, N, D]); p holds W, b and, coupled, A, B, w and the rotation. Takes the state over. */
function field({ x, s }: State, p: Arrays): State {
  const g = relu(x.ref);
  const dx = np.matmul(g.ref, p['W']!.ref).add(p['b']!.ref).sub(x);
  if (!coupled) {
    g.dispose();
    return { x: dx, s };
  }
  const unit = normalised(s);
  const overlaps = np.matmul(unit.ref, np.swapaxes(unit.ref, 1, 2));
  const meeting = p['w']!.ref.mul(np.expandDims(g.ref, 2).mul(np.expandDims(g.ref, 1)));
  const bent = p['A']!.ref.add(p['B']!.ref.mul(relu(overlaps.ref)));
  const force = np.matmul(meeting.sub(bent), unit.ref);
  const met = np.squeeze(np.matmul(p['w']!.ref.mul(overlaps), np.expandDims(g, 2)), 2);
  const radial = np.sum(unit.ref.mul(force.ref), -1, { keepdims: true });
  return { x: dx.add(met), s: force.sub(unit.ref.mul(radial)).add(np.matmul(unit, p['rotation']!.ref)) };
}

/** y + h sum_j factor_j k_j; keeps what it is given. */
function combined(y: State, factors: readonly number[], slopes: readonly State[]): State {
  let sum: State = { x: y.x.ref, s: y.s.ref };
  factors.forEach((factor, j) => {
    const k = slopes[j]!;
    const x = sum.x.add(k.x.ref.mul(factor / steps));
    sum = { x, s: coupled ? sum.s.add(k.s.ref.mul(factor / steps)) : sum.s };
  });
  return sum;
}

/** sum_c (out_c - y_c)^2 over the samples, over B. */
function lossOf(theta: Arrays, rest: Arrays, x: np.Array, targets: np.Array): np.Array {
  const p: Arrays = { ...rest, ...theta };
  const { V, O, start, alpha, mask } = p;
  const prepared: Arrays = { b: p['b']!, W: V!.ref.add(np.transpose(V!)).mul(0.5) };
  let y: State = { x, s: np.zeros([1]) };
  if (coupled) {
    Object.assign(prepared, { A: p['A'], B: p['B'], w: mask!.mul(alpha!) });
    prepared['rotation'] = O!.ref.sub(np.transpose(O!)).mul(0.5);
    y = { x, s: np.tile(np.expandDims(normalised(start!), 0), [chunk, 1, 1]) };
  }
  for (let n = 0; n < steps; n++) {
    const slopes: State[] = [];
    for (const row of a) slopes.push(field(combined(y, row, slopes), prepared));
    const next = combined(y, b, slopes);
    for (const state of [y, ...slopes]) for (const part of [state.x, state.s]) part.dispose();
    y = next;
  }
  for (const values of [...Object.values(prepared), y.s]) values.dispose();
  return np.sum(np.square(y.x.slice([], [N - 10, N]).sub(targets))).div(B);
}

const valueAndGradient = jit(valueAndGrad(lossOf));
const frozen: Arrays = Object.fromEntries(
  ['V', 'b'].filter((name) => !trained.includes(name)).map((name) => [name, given(name)]),
);
if (coupled) frozen['mask'] = symmetric(new Float32Array(sources.length).fill(1));
let theta: Arrays = Object.fromEntries(trained.map((name) => [name, given(name)]));
let means: Arrays = Object.fromEntries(trained.map((name) => [name, np.zerosLike(theta[name]!.ref)]));
const width = N * chunk;
const chunks = Array.from({ length: B / chunk }, (_, n) => ({
  x: np.array((problem.arrays['x']!.values as Float32Array<ArrayBuffer>).slice(n * width, (n + 1) * width), {
    shape: [chunk, N],
  }),
  targets: np.array(
    (problem.arrays['targets']!.values as Float32Array<ArrayBuffer>).slice(n * 10 * chunk, (n + 1) * 10 * chunk),
    { shape: [chunk, 10] },
  ),
}));

const kept = (arrays: Arrays): Arrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, values.ref]));

function valueAndGradients(): { loss: np.Array; found: Arrays } {
  let sums: { loss: np.Array; found: Arrays } | undefined;
  for (const { x, targets } of chunks) {
    const [loss, found] = valueAndGradient(kept(theta), kept(frozen), x.ref, targets.ref) as [np.Array, Arrays];
    const before = sums;
    sums = before === undefined ? { loss, found } : { loss: before.loss.add(loss), found: sum(before.found, found) };
  }
  return sums!;
}

const sum = (left: Arrays, right: Arrays): Arrays =>
  Object.fromEntries(Object.entries(left).map(([name, values]) => [name, values.add(right[name]!)]));

/** The gradient of a symmetric matrix by edges. */
const byEdges = (values: np.Array): np.Array => values.ref.add(np.transpose(values));

const lion = jit((theta: Arrays, means: Arrays, found: Arrays, mask: np.Array): { theta: Arrays; means: Arrays } => {
  const moved: { theta: Arrays; means: Arrays } = { theta: {}, means: {} };
  for (const [name, raw] of Object.entries(found)) {
    const gradient = name === 'A' || name === 'B' ? byEdges(raw).mul(mask.ref) : raw;
    const direction = np.sign(means[name]!.ref.mul(0.9).add(gradient.ref.mul(0.1)));
    moved.theta[name] = theta[name]!.sub(direction.mul(rate));
    moved.means[name] = means[name]!.mul(0.99).add(gradient.mul(0.01));
  }
  mask.dispose();
  return moved;
});

async function gradients(): Promise<PeerGradients> {
  const { loss, found } = valueAndGradients();
  const arrays: Record<string, { shape: readonly number[]; values: Float32Array }> = {};
  for (const name of trained) {
    const ofEdge = name === 'A' || name === 'B';
    const values = (await (ofEdge ? byEdges(found[name]!) : found[name]!).data()) as Float32Array;
    arrays[name] = ofEdge
      ? { shape: [sources.length], values: Float32Array.from(sources, (i, e) => values[i * N + sinks[e]!]!) }
      : { shape: problem.arrays[name]!.shape, values };
  }
  return { loss: (await loss.data())[0]!, arrays };
}

async function update(): Promise<void> {
  const { loss, found } = valueAndGradients();
  loss.dispose();
  const mask = frozen['mask']?.ref ?? np.ones([1]);
  const moved = lion(theta, means, found, mask) as { theta: Arrays; means: Arrays };
  [theta, means] = [moved.theta, moved.means];
  await Promise.all(trained.map((name) => theta[name]!.blockUntilReady()));
}

const manifest = new URL('../package.json', import.meta.resolve('@jax-js/jax'));
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
await serve({ versions: { Node: process.version, 'jax-js': version }, gradients, update });
process.exit(0);
