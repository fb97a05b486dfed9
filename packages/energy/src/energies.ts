import {
  energiesOf,
  type HostState,
  type ParameterValues,
  referenceSystem,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { float64Parameters } from './parameters.ts';
import { samplesOf } from './samples.ts';
import { type EnergyTermName, energyTermNames, type WeightedEnergies, weightEnergies } from './weighted-energies.ts';

/**
 * All functions here work in float64 on a state x [B, N], s [B, N, D] and parameters as `parameterShapes` names them.
 * Overlaps are taken of s as it stands, without renormalising: pass unit vectors. They throw ValueError if the system
 * has no such term or a parameter is not there, ShapeError and NonFiniteError naming the array that does not fit.
 */

/**
 * E_H [B], not weighted: (x - b) . g - L(x) - g . W g / 2, with g . W g / 2 = sum_l g_(l+1) . W_l g_l for the layered
 * memory. Of a coupled system only x and the `hopfield.*` parameters are read.
 */
export function hopfieldEnergy(spec: SystemSpec, parameters: ParameterValues, state: HostState): Float64Array {
  const { neurons, threshold } = spec;
  if (threshold === undefined) throw missing('hopfield', 'threshold units');
  return energies({ neurons, threshold }, parameters, state.x === undefined ? {} : { x: state.x }).hopfield!;
}

/** E_K [B], not weighted: sum_e phi_e(s_i . s_j). Of a coupled system only s and `kuramoto.*` are read. */
export function kuramotoEnergy(spec: SystemSpec, parameters: ParameterValues, state: HostState): Float64Array {
  const { neurons, oscillators } = spec;
  if (oscillators === undefined) throw missing('kuramoto', 'oscillators');
  return energies({ neurons, oscillators }, parameters, state.s === undefined ? {} : { s: state.s }).kuramoto!;
}

/** E_HK [B]: -sum_e w_e (s_i . s_j) g_i g_j. */
export function couplingEnergy(spec: SystemSpec, parameters: ParameterValues, state: HostState): Float64Array {
  if (spec.coupling === undefined) throw missing('coupling', 'a coupling');
  return energies(spec, parameters, state).coupling!;
}

/** E = kappaH E_H + kappaK E_K + E_HK and its terms, each weighted as it enters. */
export function totalEnergy(spec: SystemSpec, parameters: ParameterValues, state: HostState): WeightedEnergies {
  return weightEnergies(spec, energies(spec, parameters, state));
}

function energies(
  spec: SystemSpec,
  parameters: ParameterValues,
  state: HostState,
): Partial<Record<EnergyTermName, Float64Array>> {
  const system = referenceSystem(spec, float64Parameters(spec, parameters));
  const samples = samplesOf(spec, state).map((sample) => energiesOf(system, sample));
  const terms: Partial<Record<EnergyTermName, Float64Array>> = {};
  for (const name of energyTermNames) {
    if (samples[0]![name] !== undefined) terms[name] = Float64Array.from(samples, (sample) => sample[name]!);
  }
  return terms;
}

function missing(term: EnergyTermName, units: string): ValueError {
  return new ValueError(`energy '${term}'`, `a system without ${units}`, `a system with ${units}`);
}
