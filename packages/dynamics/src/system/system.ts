import {
  type CouplingSpec,
  checkOptions,
  checkSystemSpec,
  type Graph,
  type OmegaName,
  type OscillatorSpec,
  type SystemSpec,
  type ThresholdSpec,
} from '@hkmem/backend';

/** Settings of the oscillators of a system. */
export interface OscillatorSettings {
  /** D, at least 2. */
  readonly dimension: number;
  /** K: who interacts with whom. */
  readonly graph: Graph;
  /** phi_e(r), by name or as a law; default `relu`. */
  readonly interaction?: OscillatorSpec['interaction'];
  /** Natural rotation; default `none`. `omegaOfAngularVelocity` makes its parameter from an angular velocity. */
  readonly omega?: OmegaName;
  /** Hidden widths of the MLP interactions; default [10]. */
  readonly hidden?: readonly number[];
  /** Whether the start of s is a parameter, `start.s`; default false. */
  readonly learnedStart?: boolean;
}

/** Settings of the Hopfield-Kuramoto term. */
export interface CouplingSettings {
  /** psi_e(r, gi, gj), as the name of how w_e is made or as a law. */
  readonly kind: CouplingSpec['kind'];
  /** HK; the graph of the oscillators if absent. */
  readonly graph?: Graph;
  /** Default 1. */
  readonly kappaH?: number;
  /** Default 1. */
  readonly kappaK?: number;
}

/** A Hopfield memory of N threshold units, dense, or hierarchical if `layers` are given. @throws as `checkSystemSpec`. */
export function hopfield(neurons: number, threshold: ThresholdSpec = { activation: 'relu' }): SystemSpec {
  checkThreshold('hopfield', threshold);
  return checked({ neurons, threshold });
}

/** A generalised Kuramoto memory of N oscillators. @throws as `checkSystemSpec`. */
export function kuramoto(neurons: number, oscillators: OscillatorSettings): SystemSpec {
  return checked({ neurons, oscillators: withDefaults(oscillators) });
}

/** The coupled Hopfield-Kuramoto memory. @throws as `checkSystemSpec`. */
export function hopfieldKuramoto(
  neurons: number,
  threshold: ThresholdSpec,
  oscillators: OscillatorSettings,
  coupling: CouplingSettings,
): SystemSpec {
  checkThreshold('hopfieldKuramoto, threshold units', threshold);
  const { kind, graph = oscillators.graph, kappaH = 1, kappaK = 1 } = coupling;
  return checked({
    neurons,
    threshold,
    oscillators: withDefaults(oscillators),
    coupling: { kind, graph, kappaH, kappaK },
  });
}

function checkThreshold(what: string, threshold: ThresholdSpec): void {
  checkOptions<ThresholdSpec>(what, threshold, { activation: 'required', beta: 'optional', layers: 'optional' });
}

function withDefaults(settings: OscillatorSettings): NonNullable<SystemSpec['oscillators']> {
  return { interaction: 'relu', omega: 'none', ...settings };
}

function checked(spec: SystemSpec): SystemSpec {
  checkSystemSpec(spec);
  return spec;
}
