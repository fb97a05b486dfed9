import {
  activityOf,
  energiesOf,
  fieldOf,
  type HostState,
  normaliseRows,
  type ParameterValues,
  type ReferenceSystem,
  referenceSystem,
  resolveSystem,
  type SampleState,
  type SystemSpec,
} from '@hkmem/backend';
import { float64Parameters } from './parameters.ts';
import { samplesOf } from './samples.ts';

/**
 * Derivatives of the energy by central differences in float64, for checks: nothing here reads the formula of a field.
 * They take 2 energies per entry, so they are meant for small systems. Errors are those of `totalEnergy`.
 */

/** A derivative or velocity, x [B, N] and s [B, N, D]; each is there if the system has such units. */
export interface StateDerivative {
  /** Of the threshold units, [B, N]. */
  readonly x?: Float64Array;
  /** Of the oscillators, [B, N, D]. */
  readonly s?: Float64Array;
}

/** Step of the differences relative to max(1, |entry|): balances their h^2 error with rounding, both about 1e-10. */
const relativeStep = Math.cbrt(Number.EPSILON);

/**
 * dE/dx [B, N] and dE/ds [B, N, D] of the total energy. E is taken of s normalised per neuron, here as a function of
 * any s near the sphere, so dE/ds is Proj dE/ds, tangent at s. For relu, entries of x below 0 have no influence on E.
 */
export function energyGradient(spec: SystemSpec, parameters: ParameterValues, state: HostState): StateDerivative {
  return overSamples(spec, parameters, state, (system, sample) => {
    const energy = (): number => totalOf(system, sample);
    return { x: differences(sample.x, energy), s: differences(sample.s, energy) };
  });
}

/**
 * The velocity that the energy alone gives: dx/dt = -(1 / kappaH) dE/dg and ds/dt = -(1 / kappaK) Proj dE/ds, with
 * both kappas 1 in a system without coupling. The field equals it for every system without omega.
 *
 * dE/dg is taken with x held: E_H = (x - b) . g - L(x) - g . W g / 2 is L's Legendre transform plus terms in g, so
 * dE/dg = kappaH (x - b - W g) + sum_e d psi_e/dg_i, also for units whose activity does not move (relu below 0).
 * By the chain rule dE/dx = (d2L/dx2) dE/dg, and along the field without local omega
 * dE/dt = -kappaH dx/dt . (d2L/dx2) dx/dt - kappaK |Proj F|^2, which is never above 0. In F, E_K's own term carries no
 * kappa, because kappaK E_K enters E.
 */
export function projectedGradient(spec: SystemSpec, parameters: ParameterValues, state: HostState): StateDerivative {
  const kappaH = spec.coupling?.kappaH ?? 1;
  const kappaK = spec.coupling?.kappaK ?? 1;
  const { pairs } = resolveSystem(spec);
  const quadratic = pairs.every(({ laws }) => laws.every(({ law }) => !law.facts.coupled || law.facts.multilinear));
  // Of an E quadratic in g at fixed x, differences are exact at any step, and a long one rounds least.
  const step = quadratic ? 1 : relativeStep;
  return overSamples(spec, parameters, state, (system, sample) => {
    const g = activityOf(system, sample.x);
    const held = withActivity(system, sample.x, g);
    const x = differences(g, () => totalOf(held, sample), step).map((slope) => -slope / kappaH);
    const s = differences(sample.s, () => totalOf(system, sample)).map((slope) => -slope / kappaK);
    return { x, s };
  });
}

/** dE/dt [B] along the field, omega included: the slope of E, s normalised, in the direction (dx/dt, ds/dt). */
export function energyRate(spec: SystemSpec, parameters: ParameterValues, state: HostState): Float64Array {
  const system = referenceSystem(spec, float64Parameters(spec, parameters));
  return Float64Array.from(samplesOf(spec, state), (sample) => {
    normalise(spec, sample);
    const velocity = { x: new Float64Array(sample.x.length), s: new Float64Array(sample.s.length) };
    fieldOf(system, sample, velocity);
    const speed = [...velocity.x, ...velocity.s].reduce((a, b) => Math.max(a, Math.abs(b)), 1);
    const h = relativeStep / speed;
    const moved = (t: number): number =>
      totalOf(system, {
        x: sample.x.map((entry, k) => entry + t * velocity.x[k]!),
        s: sample.s.map((entry, k) => entry + t * velocity.s[k]!),
      });
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

function overSamples(
  spec: SystemSpec,
  parameters: ParameterValues,
  state: HostState,
  derive: (system: ReferenceSystem, sample: SampleState) => SampleState,
): StateDerivative {
  const system = referenceSystem(spec, float64Parameters(spec, parameters));
  const derivatives = samplesOf(spec, state).map((sample) => {
    normalise(spec, sample);
    return derive(system, sample);
  });
  const joined = (part: 'x' | 's'): Float64Array => Float64Array.from(derivatives.flatMap((each) => [...each[part]]));
  return { ...(spec.threshold && { x: joined('x') }), ...(spec.oscillators && { s: joined('s') }) };
}

function normalise(spec: SystemSpec, sample: SampleState): void {
  if (spec.oscillators !== undefined) normaliseRows(sample.s, sample.s, spec.neurons, spec.oscillators.dimension);
}

/** E of x and s normalised. */
function totalOf(system: ReferenceSystem, { x, s }: SampleState): number {
  const unit = new Float64Array(s.length);
  if (system.oscillators !== undefined) normaliseRows(s, unit, system.spec.neurons, system.oscillators.dimension);
  const { hopfield = 0, kuramoto = 0, coupling = 0 } = energiesOf(system, { x, s: unit });
  const { kappaH = 1, kappaK = 1 } = system.spec.coupling ?? {};
  return kappaH * hopfield + kappaK * kuramoto + coupling;
}

/** The system with its activity read from `g` and L held at L(x), so that g can be moved without x. */
function withActivity(system: ReferenceSystem, x: Float64Array, g: Float64Array): ReferenceSystem {
  if (system.threshold === undefined) return system;
  const { activation } = system.threshold;
  const lagrangian = activation.lagrangian(x);
  const held = {
    ...activation,
    lagrangian: () => lagrangian,
    activity: (_x: Float64Array, out: Float64Array) => out.set(g),
  };
  return { ...system, threshold: { ...system.threshold, activation: held } };
}

/** The slope of `energy` in every entry of `values`, which it reads; leaves them as they were. */
function differences(values: Float64Array, energy: () => number, step: number = relativeStep): Float64Array {
  return values.map((kept, k) => {
    const h = step * Math.max(1, Math.abs(kept));
    const [above, below] = [kept + h, kept - h];
    values[k] = above;
    const up = energy();
    values[k] = below;
    const down = energy();
    values[k] = kept;
    return (up - down) / (above - below);
  });
}
