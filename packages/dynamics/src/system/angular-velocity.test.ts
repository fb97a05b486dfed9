import { cpuBackend, type HostArray, RandomKey, ShapeError, ValueError } from '@hkmem/backend';
import { complete } from '@hkmem/coupling';
import { describe, expect, test } from 'vitest';
import { adaptiveSteps, angularVelocityOfOmega, integrate, kuramoto, omegaOfAngularVelocity } from '../index.ts';

const backend = await cpuBackend.create({});
const control = adaptiveSteps({ rtol: 1e-10, atol: 1e-12 });
const free = (neurons: number, dimension: number, omega: 'global' | 'local') =>
  kuramoto(neurons, { dimension, graph: complete(neurons), interaction: 'linear', omega });

/** Where oscillators are at `until`, the interaction being `strength` along every edge. */
async function end(
  spec: ReturnType<typeof free>,
  omega: ArrayLike<number>,
  s: HostArray,
  until: number,
  strength = 0,
): Promise<HostArray> {
  const engine = backend.createEngine(spec);
  engine.writeParameter('kuramoto.omega', omega);
  engine.writeParameter('kuramoto.A', new Float64Array(engine.shapes.get('kuramoto.A')![0]!).fill(strength));
  const { state } = await integrate(engine, { s }, { until, control, renormalise: true });
  engine.dispose();
  return state.s!;
}

const onCircle = (phases: readonly number[]): Float64Array =>
  Float64Array.from(phases.flatMap((phase) => [Math.cos(phase), Math.sin(phase)]));

function expectClose(got: HostArray, expected: ArrayLike<number>): void {
  expect(got.length).toBe(expected.length);
  const worst = Array.from(expected).reduce((most, value, k) => Math.max(most, Math.abs(got[k]! - value)), 0);
  // Tolerance 1e-10 a step, some hundred steps.
  expect(worst).toBeLessThan(1e-8);
}

/** The matrix whose turn about `axis` is counterclockwise at speed |axis|: Omega s = axis x s. */
const crossMatrix = ([x, y, z]: readonly [number, number, number]) => [0, -z, y, z, 0, -x, -y, x, 0];

/** Rodrigues' formula: s turned about `axis` by the angle |axis| t. */
function turned(s: readonly number[], axis: readonly [number, number, number], t: number): number[] {
  const speed = Math.hypot(...axis);
  const [kx, ky, kz] = axis.map((value) => value / speed) as [number, number, number];
  const [cos, sin] = [Math.cos(speed * t), Math.sin(speed * t)];
  const [sx, sy, sz] = s as [number, number, number];
  const cross = [ky * sz - kz * sy, kz * sx - kx * sz, kx * sy - ky * sx];
  const along = (kx * sx + ky * sy + kz * sz) * (1 - cos);
  return s.map((value, d) => value * cos + cross[d]! * sin + [kx, ky, kz][d]! * along);
}

describe('closed forms', () => {
  test('global, in the plane: every phase grows by omega t, counterclockwise', async () => {
    const spec = free(3, 2, 'global');
    for (const omega of [1, -0.7]) {
      const got = await end(spec, omegaOfAngularVelocity(spec, omega), onCircle([0, 1, -2]), 0.5);
      expectClose(got, onCircle([0.5 * omega, 1 + 0.5 * omega, -2 + 0.5 * omega]));
    }
  });

  test('local, two free oscillators: each phase grows by its own omega t', async () => {
    const spec = free(2, 2, 'local');
    const got = await end(spec, omegaOfAngularVelocity(spec, [1.5, -1.5]), onCircle([0.2, 0]), 0.8);
    expectClose(got, onCircle([0.2 + 1.2, -1.2]));
  });

  test('local, two bound oscillators lock where sin(phase difference) = difference of omega / (2 strength)', async () => {
    const spec = free(2, 2, 'local');
    const strength = 1.25;
    // theta_1' = omega_1 + K sin(theta_2 - theta_1), so phi' = omega_2 - omega_1 - 2 K sin phi.
    const got = await end(spec, omegaOfAngularVelocity(spec, [-1, 1]), onCircle([0, 0]), 30, -strength);
    const half = Math.asin(2 / (2 * strength)) / 2;
    expectClose(got, onCircle([-half, half]));
  });

  test('in space: a turn about an axis, the same for a global omega and a local one', async () => {
    const axis = [0.3, -1.1, 0.6] as const;
    const s = [
      [0.6, 0, 0.8],
      [0, 1, 0],
    ];
    const [global, local] = [free(2, 3, 'global'), free(2, 3, 'local')];
    const back = axis.map((value) => -value) as [number, number, number];
    const start = Float64Array.from(s.flat());
    expectClose(await end(global, omegaOfAngularVelocity(global, crossMatrix(axis)), start, 2), [
      ...turned(s[0]!, axis, 2),
      ...turned(s[1]!, axis, 2),
    ]);
    const both = omegaOfAngularVelocity(local, [crossMatrix(axis), crossMatrix(back)]);
    expectClose(await end(local, both, start, 2), [...turned(s[0]!, axis, 2), ...turned(s[1]!, back, 2)]);
  });
});

describe('the mean of local velocities', () => {
  const spec = free(2, 2, 'local');

  test('is taken off by the system, whatever is stored', async () => {
    const J = [0, -1, 1, 0];
    expectClose(await end(spec, [...J, ...J], onCircle([0, 1]), 0.5), onCircle([0, 1]));
    expectClose(await end(spec, [...J, 0, 0, 0, 0], onCircle([0, 1]), 0.5), onCircle([0.25, 0.75]));
  });

  test('is refused, with what it is and the way out', () => {
    expect(() => omegaOfAngularVelocity(spec, [2, 0])).toThrow(ValueError);
    expect(() => omegaOfAngularVelocity(spec, [2, 0])).toThrow(/got \[0, -1, 1, 0\].*\{ mean: 'remove' \}/);
    expect([...omegaOfAngularVelocity(spec, [0, 0])].every((value) => value === 0)).toBe(true);
  });

  test('can be removed: the difference of the velocities stays', async () => {
    const omega = omegaOfAngularVelocity(spec, [2, 0], { mean: 'remove' });
    expectClose(await end(spec, omega, onCircle([0, 0]), 0.5), onCircle([0.5, -0.5]));
  });
});

describe('what is stored', () => {
  test('is what it was: global O acts on rows, (O^T - O)/2 on columns; local O_i on columns', () => {
    expect([...omegaOfAngularVelocity(free(2, 2, 'global'), 1)].map((value) => value + 0)).toEqual([0, 1, -1, 0]);
    expect([...omegaOfAngularVelocity(free(2, 2, 'local'), [1, -1])].map((value) => value + 0)).toEqual([
      0, -1, 1, 0, 0, 1, -1, 0,
    ]);
  });

  test.for(['global', 'local'] as const)('%s: the inverse is what the field does, for any free matrix', (kind) => {
    const [N, D] = [4, 3];
    const spec = free(N, D, kind);
    const engine = backend.createEngine(spec);
    const key = RandomKey.fromSeed(4);
    const omega = key.normal(kind === 'local' ? N * D * D : D * D);
    const s = key.fold('s').normal(N * D);
    for (let row = 0; row < s.length; row += D) {
      const norm = Math.hypot(s[row]!, s[row + 1]!, s[row + 2]!);
      for (let d = row; d < row + D; d++) s[d]! /= norm;
    }
    engine.writeParameter('kuramoto.omega', omega);
    const [state, out] = [engine.createState(1), engine.createState(1)];
    engine.writeState(state, { s });
    engine.field(state, out);
    const velocity = angularVelocityOfOmega(spec, omega);
    const expected = Float64Array.from({ length: N * D }, (_, k) => {
      const [i, a] = [Math.floor(k / D), k % D];
      return [0, 1, 2].reduce((sum, c) => sum + velocity[(i * D + a) * D + c]! * s[i * D + c]!, 0);
    });
    return engine.readState(out).then(({ s: got }) => {
      expectClose(got!, expected);
      const each = Array.from({ length: N }, (_, i) => velocity.subarray(i * D * D, (i + 1) * D * D));
      const again = omegaOfAngularVelocity(spec, kind === 'local' ? each : each[0]!);
      expectClose(angularVelocityOfOmega(spec, again), velocity);
      engine.dispose();
    });
  });
});

test.for<readonly [string, () => unknown, RegExp]>([
  ['a number in space', () => omegaOfAngularVelocity(free(2, 3, 'global'), 1), /a matrix \[3, 3\]/],
  ['a matrix that does not turn', () => omegaOfAngularVelocity(free(2, 2, 'global'), [0, 1, 1, 0]), /skew-symmetric/],
  ['a diagonal', () => omegaOfAngularVelocity(free(2, 2, 'global'), [1, 0, 0, 0]), /entries \(0, 0\) = 1/],
  ['one number for a local omega', () => omegaOfAngularVelocity(free(2, 2, 'local'), 1), /one for each neuron/],
  ['no omega', () => omegaOfAngularVelocity(kuramoto(2, { dimension: 2, graph: complete(2) }), 1), /omega 'none'/],
  ['a number that is none', () => omegaOfAngularVelocity(free(2, 2, 'global'), Number.NaN), /entry 0 is NaN/],
])('refuses %s', ([, call, message]) => {
  expect(call).toThrow(message);
});

test('three numbers for two neurons are a ShapeError', () => {
  expect(() => omegaOfAngularVelocity(free(2, 2, 'local'), [1, -1, 0])).toThrow(ShapeError);
});
