import { lagrangian, lossLaw } from '@hkmem/laws';
import { expect, test } from 'vitest';
import type { LossTerm } from '../contract/loss.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { RandomKey } from '../random/random-key.ts';
import { CpuEngine } from './cpu-engine.ts';

const key = RandomKey.fromSeed(17);
const [N, B, D] = [6, 2, 3];
const graph = { neurons: N, sources: new Int32Array(0), targets: new Int32Array(0) };
const spec: SystemSpec = {
  neurons: N,
  threshold: { activation: 'tanh' },
  oscillators: { dimension: D, graph, interaction: 'linear', omega: 'global', learnedStart: true },
  coupling: { kind: 'network', graph, kappaH: 1, kappaK: 1 },
};
const x = key.fold('x').normal(B * N);
const s = key.fold('s').normal(B * N * D);
const [engine, other] = [new CpuEngine(spec), new CpuEngine(spec)];
const state = engine.createState(B);
engine.writeState(state, { x, s });

/** Row (b, i) of s, and its length. */
const row = (values: ArrayLike<number>, b: number, i: number): number[] => {
  return Array.from({ length: D }, (_, d) => values[(b * N + i) * D + d]!);
};
const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, d) => sum + v * b[d]!, 0);

test('the rotation turns oscillators that nothing else moves, at right angles and by (O - O^T) / 2 of row vectors', async () => {
  // One generator, in the plane of the first two axes.
  const O = new Float64Array(D * D);
  O[1] = 1.4;
  engine.writeParameter('kuramoto.omega', O);
  const out = engine.createState(B);
  engine.field(state, out);
  const { s: velocity } = await engine.readState(out);
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < N; i++) {
      const [before, got] = [row(s, b, i), row(velocity!, b, i)];
      const length = Math.hypot(...before);
      const expected = [-0.7 * before[1]!, 0.7 * before[0]!, 0].map((value) => value / length);
      for (const [d, value] of got.entries()) expect(value).toBeCloseTo(expected[d]!, 14);
    }
  }
});

test('norms and error norms are root mean squares over all entries of a sample', async () => {
  const norms = await engine.norms(state);
  const errors = await engine.errorNorms(state, state, [[0.5, state]], 0, 2);
  for (let b = 0; b < B; b++) {
    const entries = [...x.slice(b * N, (b + 1) * N), ...s.slice(b * N * D, (b + 1) * N * D)];
    const expected = Math.sqrt(entries.reduce((sum, value) => sum + value * value, 0) / entries.length);
    expect(norms[b]).toBeCloseTo(expected, 14);
    expect(errors[b]).toBeCloseTo(expected / 4, 14);
  }
});

test('normalising makes unit vectors, and its pull-back is (v - s (s . v)) / |s|', async () => {
  const [unit, cotangent] = [engine.createState(B), engine.createState(B)];
  const v = key.fold('v').normal(B * N * D);
  engine.writeState(unit, { x, s });
  engine.writeState(cotangent, { x, s: v });
  engine.normaliseVjp(unit, cotangent);
  engine.normalise(unit);
  const [got, pulled] = [await engine.readState(unit), await engine.readState(cotangent)];
  expect(got.x).toEqual(x);
  expect(pulled.x).toEqual(x);
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < N; i++) {
      const length = Math.hypot(...row(s, b, i));
      const direction = row(s, b, i).map((value) => value / length);
      const along = product(direction, row(v, b, i));
      const [units, pulls] = [row(got.s!, b, i), row(pulled.s!, b, i)];
      for (let d = 0; d < D; d++) {
        expect(units[d]).toBeCloseTo(direction[d]!, 14);
        expect(pulls[d]).toBeCloseTo((row(v, b, i)[d]! - direction[d]! * along) / length, 13);
      }
    }
  }
});

test('outputs, the squared error and its gradient', async () => {
  const labels = [1, 0];
  const outputs = {
    threshold: (b: number, c: number) => x[b * N + N - 2 + c]!,
    reference: (b: number, c: number) => product(row(s, b, N - 2 + c), row(s, b, N - 3)),
    pairs: (b: number, c: number) => product(row(s, b, N - 4 + 2 * c), row(s, b, N - 3 + 2 * c)),
  };
  for (const kind of ['threshold', 'reference', 'pairs'] as const) {
    const readout = { kind, classes: 2 };
    const got = await engine.readout(state, readout);
    const lossAt = async (from: { x: Float64Array; s: Float64Array }): Promise<number> => {
      const [at, unused] = [other.createState(B), other.createState(B)];
      other.writeState(at, from);
      return other.loss(at, [{ readout, labels }], unused);
    };
    let expected = 0;
    for (let b = 0; b < B; b++) {
      for (let c = 0; c < 2; c++) {
        expect(got[b * 2 + c]).toBeCloseTo(outputs[kind](b, c), 13);
        expected += (outputs[kind](b, c) - (labels[b] === c ? 1 : -1)) ** 2 / B;
      }
    }
    const cotangent = engine.createState(B);
    expect(await engine.loss(state, [{ readout, labels }], cotangent)).toBeCloseTo(expected, 12);
    const gradient = await engine.readState(cotangent);
    const along = { x: key.fold('along x').normal(B * N), s: key.fold('along s').normal(B * N * D) };
    const at = (h: number): Promise<number> =>
      lossAt({ x: x.map((value, k) => value + h * along.x[k]!), s: s.map((value, k) => value + h * along.s[k]!) });
    const slope = ((await at(1e-5)) - (await at(-1e-5))) / 2e-5;
    const sum = (a: Float64Array, b: ArrayLike<number>): number => a.reduce((total, v, k) => total + v * b[k]!, 0);
    // The loss is of the fourth degree: its third derivatives are some hundred, times 1e-10.
    expect(Math.abs(sum(along.x, gradient.x!) + sum(along.s, gradient.s!) - slope)).toBeLessThan(1e-6);
  }
});

test('losses are what their formulas say', async () => {
  const readout = { kind: 'threshold', classes: 2 } as const;
  const targets = [0.3, 0.7, 1, 0];
  const outputs = Array.from({ length: 4 }, (_, k) => x[(k >> 1) * N + N - 2 + (k % 2)]!);
  const total = (b: number): number => Math.log(Math.exp(outputs[2 * b]!) + Math.exp(outputs[2 * b + 1]!));
  const expected = {
    squaredError: (k: number) => (outputs[k]! - targets[k]!) ** 2,
    hinge: (k: number) => Math.max(0, 1 - targets[k]! * outputs[k]!),
    logistic: (k: number) => Math.log(1 + Math.exp(-targets[k]! * outputs[k]!)),
    crossEntropy: (k: number) => targets[k]! * (total(k >> 1) - outputs[k]!),
  };
  for (const [name, at] of Object.entries(expected)) {
    const term = { loss: name as keyof typeof expected, readout, targets, weight: 0.5 };
    const sum = [0, 1, 2, 3].reduce((whole, k) => whole + (0.5 * at(k)) / B, 0);
    expect(await engine.loss(state, [term], engine.createState(B)), name).toBeCloseTo(sum, 13);
  }
});

test('the gradient of a loss of several parts, in the state and in parameters that activities have', async () => {
  const law = lagrangian('softplus(beta * x) / beta', { beta: 'neuron' });
  const own = new CpuEngine({ ...spec, threshold: { activation: law } });
  const beta = Float64Array.from(key.fold('beta').uniform(N), (value) => 0.5 + value);
  const terms: readonly LossTerm[] = [
    { loss: 'crossEntropy', readout: { kind: 'pairs', classes: 3 }, labels: [2, 0] },
    { loss: 'logistic', readout: { kind: 'threshold', classes: 2, of: 'activity' }, labels: [1, 0], weight: 2 },
    { readout: { kind: 'units', units: [3, 0], of: 'activity' }, targets: [0.1, 0.2, 0.3, 0.4] },
    { readout: { kind: 'units', units: [5, 0] }, targets: [0.5, -0.2, 0.3, 0.1], weight: 0.5 },
    {
      loss: lossLaw('1 - exp(-(out - y)^2 / (2 * width^2))', { width: 'one' }),
      readout: {
        kind: 'overlaps',
        pairs: [
          [0, 4],
          [4, 1],
        ],
      },
      targets: [0.5, -0.2, 0.3, 0.1],
      parameters: { width: 0.8 },
    },
  ];
  const along = {
    x: key.fold('in x').normal(B * N),
    s: key.fold('in s').normal(B * N * D),
    beta: key.fold('in beta').normal(N),
  };
  const at = own.createState(B);
  const value = (h: number, into = own.createState(B)): Promise<number> => {
    const moved = (from: Float64Array, direction: Float64Array) => from.map((entry, k) => entry + h * direction[k]!);
    own.writeState(at, { x: moved(x, along.x), s: moved(s, along.s) });
    own.writeParameter('hopfield.beta', moved(beta, along.beta));
    return own.loss(at, terms, into);
  };
  const slope = ((await value(1e-5)) - (await value(-1e-5))) / 2e-5;
  const cotangent = own.createState(B);
  own.setTrainable(['hopfield.beta']);
  await value(0, cotangent);
  const gradient = await own.readState(cotangent);
  const inBeta = await own.readGradient('hopfield.beta');
  const sum = (a: Float64Array, b: ArrayLike<number>): number => a.reduce((total, v, k) => total + v * b[k]!, 0);
  expect(sum(along.x, gradient.x!) + sum(along.s, gradient.s!) + sum(along.beta, inBeta)).toBeCloseTo(slope, 7);
});

test('the gradient of the learned start is that of a function of the start', async () => {
  const start = key.fold('start').normal(N * D);
  const weight = key.fold('weight').normal(B * N * D);
  const valueAt = async (values: Float64Array): Promise<number> => {
    const to = other.createState(B);
    other.writeParameter('start.s', values);
    other.broadcastStart(to);
    const { s: got } = await other.readState(to);
    return weight.reduce((sum, value, k) => sum + value * got![k]!, 0);
  };
  const cotangent = engine.createState(B);
  engine.writeParameter('start.s', start);
  engine.writeState(cotangent, { s: weight });
  engine.setTrainable(['start.s']);
  engine.startVjp(cotangent);
  const gradient = await engine.readGradient('start.s');
  const along = key.fold('along start').normal(N * D);
  const at = (h: number): Promise<number> => valueAt(start.map((value, k) => value + h * along[k]!));
  const slope = ((await at(1e-5)) - (await at(-1e-5))) / 2e-5;
  expect(along.reduce((sum, value, k) => sum + value * gradient[k]!, 0)).toBeCloseTo(slope, 7);
});

test('Adam and Lion take the steps of their papers', async () => {
  const threshold = new CpuEngine({ neurons: 1, threshold: { activation: 'identity' } });
  const [at, by, out] = [threshold.createState(1), threshold.createState(1), threshold.createState(1)];
  threshold.writeState(by, { x: Float64Array.of(0.5) });
  threshold.writeParameter('hopfield.bias', [2]);
  threshold.setTrainable(['hopfield.bias']);
  threshold.vjp(at, by, out); // d(cotangent . field)/db = 0.5
  const rates = { rate: 0.1, beta1: 0.9, beta2: 0.99, weightDecay: 0.2 };
  threshold.optimise('hopfield.bias', { kind: 'adam', ...rates, epsilon: 0.25, step: 1 });
  // m^ = d = 0.5, v^ = d^2: 2 - 0.1 (0.5 / 0.75 + 0.4).
  const first = 2 - 0.1 * (0.5 / 0.75 + 0.4);
  expect((await threshold.readParameter('hopfield.bias'))[0]).toBeCloseTo(first, 14);
  expect((await threshold.readMoment('hopfield.bias', 'first'))[0]).toBeCloseTo(0.05, 15);
  expect((await threshold.readMoment('hopfield.bias', 'second'))[0]).toBeCloseTo(0.0025, 15);
  threshold.writeMoment('hopfield.bias', 'first', [-1]);
  threshold.optimise('hopfield.bias', { kind: 'lion', ...rates });
  // sign(-0.9 + 0.05) = -1.
  expect((await threshold.readParameter('hopfield.bias'))[0]).toBeCloseTo(first - 0.1 * (-1 + 0.2 * first), 14);
  expect((await threshold.readMoment('hopfield.bias', 'first'))[0]).toBeCloseTo(-0.985, 15);
});

test('a loss of the activities of all units pulls every one of them back', async () => {
  const cotangent = engine.createState(B);
  const targets = key.fold('targets').normal(B * N);
  const term: LossTerm = { readout: { kind: 'units', units: [...Array(N).keys()], of: 'activity' }, targets };
  const loss = await engine.loss(state, [term], cotangent);
  const { x: pulled } = await engine.readState(cotangent);
  const g = x.map(Math.tanh);
  const distances = g.map((value, k) => value - targets[k]!);
  const squares = distances.reduce((sum, distance) => sum + distance ** 2, 0);
  // The loss is a multiple of the sum of squares, so that its slopes are that of it.
  const scale = loss / squares;
  for (const [k, value] of pulled!.entries()) {
    expect(value).toBeCloseTo(2 * scale * distances[k]! * (1 - g[k]! ** 2), 14);
  }
});
