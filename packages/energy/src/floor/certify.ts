import type { Engine, HostArray, HostState, ParameterValues, SystemSpec } from '@hkmem/backend';
import { float64Parameters } from '../parameters.ts';
import type { EigenvalueBounds } from '../spectrum/extreme-eigenvalues.ts';
import { type ActivityFacts, boundsOf, convexLayers } from './activity-facts.ts';
import { boxFloor, simplexFloor, type ThresholdFloor } from './bounded-activity.ts';
import { type EndlessDirection, endlessDirection } from './endless-direction.ts';
import { type EnergyFloor, type UnknownCertificate, wayToAFloor } from './energy-floor.ts';
import { kuramotoFloor } from './kuramoto-floor.ts';
import { mixedFloor } from './mixed-floor.ts';
import { type ThresholdQuadratic, thresholdQuadratic } from './threshold-quadratic.ts';
import { largestQuotient, unboundedFloor } from './unbounded-activity.ts';

/**
 * Whether the energy of a system is bounded below, from its parts: activities in a box or on the simplex, a largest
 * eigenvalue below that of 1/m for activities without bound, overlaps in [-1, 1], and what a coupling can add at most. Laws are
 * bounded by interval arithmetic: interactions over all overlaps, couplings over all overlaps and activities, Lagrangians over
 * all x. Floors hold for s on the sphere and for every x; those of a spectrum rest on `extremeEigenvalues`. In float64 on the
 * host; takes some hundred products with W.
 * @throws {ValueError | ShapeError | NonFiniteError} if parameters do not fit the system.
 */
export function energyFloor(spec: SystemSpec, parameters: ParameterValues): EnergyFloor {
  const values = float64Parameters(spec, parameters);
  const descends = spec.oscillators?.omega !== 'local' && convexLayers(spec);
  if (!convexLayers(spec)) return unknown('its Lagrangian is not convex', descends);
  const kappaH = spec.coupling?.kappaH ?? 1;
  const kuramoto = spec.oscillators && (spec.coupling?.kappaK ?? 1) * kuramotoFloor(spec.oscillators, values);
  if (kuramoto === Number.NEGATIVE_INFINITY) {
    return unknown('no bound was found of the law of the interaction at these parameters', descends);
  }
  if (spec.threshold === undefined) return withFloor({ kuramoto: kuramoto! }, undefined, descends, spec);
  const parts = (floor: number) => ({ threshold: kappaH * floor, ...(kuramoto !== undefined && { kuramoto }) });
  if (!alike(spec)) {
    const mixed = mixedFloor(spec, values);
    return 'why' in mixed ? unknown(mixed.why, descends) : withFloor(parts(mixed.floor), undefined, descends, spec);
  }
  const quadratic = thresholdQuadratic(spec, values);
  const { facts } = quadratic;
  const bounded = facts.range.every(Number.isFinite);
  if (!bounded && facts.steepness === Number.POSITIVE_INFINITY) {
    return unknown('activities that have no bound have no bound of their slope either', descends);
  }
  const quotient = bounded ? undefined : largestQuotient(quadratic);
  const part: ThresholdFloor | undefined = facts.simplex
    ? simplexFloor(quadratic)
    : quotient === undefined
      ? boxFloor(quadratic)
      : unboundedFloor(quadratic, quotient);
  if (part !== undefined) return withFloor(parts(part.floor), part.spectrum, descends, spec);
  // Far out L'' is not its largest value, of a law; where it has no limit nothing is looked for.
  const far = { ...quadratic, facts: { ...facts, steepness: steepnessFarOut(spec, facts) } };
  const direction = Number.isNaN(far.facts.steepness) ? undefined : endlessDirection(far);
  if (direction !== undefined) return withDirection(spec, far, direction, quotient!, kappaH, descends);
  const why =
    `the largest eigenvalue of W lies between ${round(quotient!.low)} and ${round(quotient!.high)}, which is not below ` +
    `${1 / facts.steepness}, and no direction was found in which the energy falls without end`;
  return unknown(why, descends, quotient!);
}

/** Whether all units have one Lagrangian without parameters, and the coupling, if there is one, has a name. */
function alike({ threshold, coupling }: SystemSpec): boolean {
  const { activation, beta = 1, layers } = threshold!;
  const own = layers?.some((layer) => typeof layer === 'object') || beta !== 1;
  const learned = typeof activation === 'object' && activation.parameters.length > 0;
  return !own && !learned && typeof coupling?.kind !== 'object';
}

/** L'' where activities grow without end, NaN if it has no limit there or another one on each side. */
function steepnessFarOut({ threshold }: SystemSpec, { range, steepness }: ActivityFacts): number {
  const { activation } = threshold!;
  if (typeof activation === 'string') return steepness;
  const tails = boundsOf(activation)!.tails.filter((_, side) => !Number.isFinite(range[side]!));
  return tails.every((tail) => Math.abs(tail - tails[0]!) < 1e-9) ? tails[0]! : Number.NaN;
}

function unknown(why: string, descends: boolean, spectrum?: EigenvalueBounds): UnknownCertificate {
  const text = `Not known whether the energy has a floor: ${why}.`;
  return { kind: 'unknown', why, descends, ...(spectrum && { spectrum }), text };
}

/** The certificate of the system that an engine holds, from its parameters as they are now. */
export async function floorOf(engine: Pick<Engine, 'spec' | 'shapes' | 'readParameter'>): Promise<EnergyFloor> {
  const parameters: Record<string, HostArray> = {};
  for (const path of engine.shapes.keys()) parameters[path] = await engine.readParameter(path);
  return energyFloor(engine.spec, parameters);
}

function withFloor(
  parts: { readonly threshold?: number; readonly kuramoto?: number },
  spectrum: EigenvalueBounds | undefined,
  descends: boolean,
  spec: SystemSpec,
): EnergyFloor {
  const floor = (parts.threshold ?? 0) + (parts.kuramoto ?? 0);
  const rest = !descends
    ? 'It may rise along the flow, so nothing says that the flow comes to rest.'
    : spec.oscillators?.omega === 'global'
      ? 'It never rises, so the flow comes to rest, but for the rotation common to all oscillators.'
      : 'It never rises, so the flow comes to rest.';
  const text = `The energy is nowhere below ${round(floor)}. ${rest}`;
  return { kind: 'floor', floor, parts, descends, ...(spectrum && { spectrum }), text };
}

function withDirection(
  spec: SystemSpec,
  { facts, neurons }: ThresholdQuadratic,
  { activity, signs, quotient }: EndlessDirection,
  spectrum: EigenvalueBounds,
  kappaH: number,
  descends: boolean,
): EnergyFloor {
  // E_H + E_HK / kappaH is half t^2 (1/m - quotient) and lower powers of t, g being t times the activity.
  const rate = (kappaH * facts.steepness * (quotient * facts.steepness - 1)) / 2;
  const D = spec.oscillators?.dimension ?? 0;
  const s = new Float64Array(neurons * D);
  if (D > 0) for (let i = 0; i < neurons; i++) s[i * D] = signs[i]!;
  const direction: HostState = { x: activity, ...(D > 0 && { s }) };
  const active = activity.filter((entry) => entry !== 0).length;
  const text =
    `The energy has no floor: it falls as -${round(rate)} t^2 where ${active} of ${neurons} activities grow with t ` +
    `(g.Wg / g.g is ${round(quotient)} there, and ${1 / facts.steepness} is the most that is held). A flow need not come ` +
    `to rest. Take ${wayToAFloor}.`;
  return { kind: 'direction', direction, rate, descends, spectrum, text };
}

function round(value: number): string {
  return String(Number(value.toPrecision(6)));
}
