import { checkValues, type OscillatorSpec, ShapeError, type SystemSpec, ValueError } from '@hkmem/backend';

/**
 * How an oscillator turns by itself: a skew-symmetric matrix Omega [D, D], flat and row-major, with ds/dt = Omega s for
 * the column s; or for D = 2 a number omega in radians a unit of time, counterclockwise if positive, which stands for
 * [0, -omega, omega, 0], so that the phase theta of s = (cos theta, sin theta) grows by omega t.
 */
export type AngularVelocity = number | ArrayLike<number>;

/** Settings of `omegaOfAngularVelocity`. */
export interface OmegaOptions {
  /**
   * What to do with velocities of a `local` omega whose mean over the neurons is not 0. The system takes the mean off, so
   * that it cannot be had: `refuse` throws, `remove` keeps what is left without it. Default `refuse`.
   */
  readonly mean?: 'refuse' | 'remove';
}

/** Part of the largest entry below which a sum counts as 0: some roundings of float32. */
const rounding = 1e-6;

/**
 * The parameter `kuramoto.omega` with which oscillators turn as given: of a `global` omega one velocity for all, of a
 * `local` one a velocity for each neuron. In both kinds the same velocity makes the same turn; the free matrices O that
 * are stored differ, Omega = (O^T - O)/2 of a global one and Omega_i = (O_i - O_i^T)/2 less the mean over neurons of a
 * local one, as in the files of arXiv 2505.03648.
 * @throws {ValueError} if the system has no omega, a velocity is no skew-symmetric matrix, or the mean of local ones is
 * not 0. @throws {ShapeError | NonFiniteError} on arrays that do not fit.
 */
export function omegaOfAngularVelocity(
  spec: SystemSpec,
  velocity: AngularVelocity | readonly AngularVelocity[],
  options: OmegaOptions = {},
): Float64Array {
  const { omega, dimension: D } = turning(spec);
  if (omega === 'global') return skewMatrix('angular velocity', velocity as AngularVelocity, D).map((value) => -value);
  const { neurons } = spec;
  const each = velocity as readonly AngularVelocity[];
  if (typeof velocity === 'number' || each.length !== neurons) {
    const got = typeof velocity === 'number' ? 1 : each.length;
    throw new ShapeError('angular velocities', got, neurons, 'A local omega takes one for each neuron.');
  }
  const values = new Float64Array(neurons * D * D);
  for (let i = 0; i < neurons; i++) values.set(skewMatrix(`angular velocity of neuron ${i}`, each[i]!, D), i * D * D);
  const mean = meanMatrix(values, neurons, D * D);
  const largest = largestOf(values);
  if (largestOf(mean) > rounding * largest) {
    if (options.mean !== 'remove') {
      throw new ValueError(
        'mean of the angular velocities of a local omega',
        `[${Array.from(mean, (value) => Number(value.toPrecision(6))).join(', ')}]`,
        '0, for a local omega takes the mean over neurons off',
        "Pass { mean: 'remove' } to keep the differences, and turn the frame by the mean yourself; or use a global omega.",
      );
    }
    values.forEach((value, k) => {
      values[k] = value - mean[k % (D * D)]!;
    });
  }
  return values;
}

/**
 * The inverse: how every oscillator turns with this parameter, Omega_i [N, D, D], flat and row-major, ds_i/dt = Omega_i s_i
 * for columns s_i. Zeros without omega.
 * @throws {ShapeError | NonFiniteError} if the parameter is not of this system; {ValueError} without oscillators.
 */
export function angularVelocityOfOmega(spec: SystemSpec, omega: ArrayLike<number> | undefined): Float64Array {
  const { neurons, oscillators } = spec;
  if (oscillators === undefined) throw new ValueError('system', 'no oscillators', 'a system with oscillators');
  const { dimension: D, omega: kind } = oscillators;
  const velocities = new Float64Array(neurons * D * D);
  if (kind === 'none') return velocities;
  const local = kind === 'local';
  checkValues("parameter 'kuramoto.omega'", omega ?? [], local ? [neurons, D, D] : [D, D]);
  for (let i = 0; i < neurons; i++) {
    const base = local ? i * D * D : 0;
    for (let a = 0; a < D; a++) {
      for (let c = 0; c < D; c++) {
        const half = (omega![base + a * D + c]! - omega![base + c * D + a]!) / 2;
        velocities[i * D * D + a * D + c] = local ? half : -half;
      }
    }
  }
  if (!local) return velocities;
  const mean = meanMatrix(velocities, neurons, D * D);
  return velocities.map((value, k) => value - mean[k % (D * D)]!);
}

function turning(spec: SystemSpec): OscillatorSpec {
  const { oscillators } = spec;
  if (oscillators === undefined || oscillators.omega === 'none') {
    const got = oscillators === undefined ? 'no oscillators' : "omega 'none'";
    throw new ValueError('system for an angular velocity', got, "oscillators with omega 'global' or 'local'");
  }
  return oscillators;
}

function skewMatrix(what: string, velocity: AngularVelocity, D: number): Float64Array {
  if (typeof velocity === 'number') {
    if (D !== 2) {
      throw new ValueError(what, velocity, `a matrix [${D}, ${D}]`, 'A number stands for a turn of the plane, D = 2.');
    }
    checkValues(what, [velocity], [1]);
    return Float64Array.of(0, -velocity, velocity, 0);
  }
  checkValues(what, velocity, [D, D]);
  const matrix = Float64Array.from(velocity);
  const largest = largestOf(matrix);
  for (let a = 0; a < D; a++) {
    for (let c = 0; c <= a; c++) {
      const [lower, upper] = [matrix[a * D + c]!, matrix[c * D + a]!];
      if (Math.abs(lower + upper) > rounding * largest) {
        throw new ValueError(
          what,
          `entries (${a}, ${c}) = ${lower} and (${c}, ${a}) = ${upper}`,
          'a skew-symmetric matrix, whose entries change sign across the diagonal',
          'Only such a matrix turns the sphere into itself.',
        );
      }
    }
  }
  return matrix;
}

function meanMatrix(values: Float64Array, count: number, size: number): Float64Array {
  const mean = new Float64Array(size);
  values.forEach((value, k) => {
    mean[k % size]! += value / count;
  });
  return mean;
}

function largestOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
