import { UnknownNameError, ValueError } from '../errors.ts';
import { checkGraph, type Graph } from './graph.ts';

/** Activities g = dL/dx of threshold units (PAPER: threshold units). */
export const activationNames = ['relu', 'tanh', 'sigmoid', 'identity', 'softmax'] as const;
/** A name of an activity. */
export type ActivationName = (typeof activationNames)[number];

/** Pair interactions phi'(r) of oscillators at overlap r. */
export const interactionNames = ['linear', 'relu', 'sigmoid', 'tanh', 'mlpShared', 'mlpPerEdge'] as const;
/** A name of a pair interaction. */
export type InteractionName = (typeof interactionNames)[number];

/**
 * Natural rotation of oscillators, ds_i/dt = ... + Omega_i s_i: none, one for all neurons, or one per neuron with the mean
 * over neurons taken off. How Omega follows from the parameter is said at `parameterShapes`.
 */
export const omegaNames = ['none', 'global', 'local'] as const;
/** A name of a natural rotation. */
export type OmegaName = (typeof omegaNames)[number];

/** How w_e of the Hopfield-Kuramoto term is made: free per edge, alpha, or alpha W_ij. */
export const couplingNames = ['network', 'additive', 'multiplicative'] as const;
/** A name of a coupling. */
export type CouplingName = (typeof couplingNames)[number];

/** Threshold units: a dense symmetric Hopfield memory, or a hierarchical one with matrices between neighbouring layers. */
export interface ThresholdSpec {
  /** g(x) = dL/dx. */
  readonly activation: ActivationName;
  /** Sizes of the layers, which sum to N; absent for the dense memory. */
  readonly layers?: readonly number[];
}

/** Oscillatory units: N points of the sphere in R^D on a graph. */
export interface OscillatorSpec {
  /** D, at least 2. */
  readonly dimension: number;
  /** K: who interacts with whom. */
  readonly graph: Graph;
  /** phi_e'(r). */
  readonly interaction: InteractionName;
  /** Widths of the hidden layers of the MLP interactions; [10] if absent. */
  readonly hidden?: readonly number[];
  /** Natural rotation. */
  readonly omega: OmegaName;
  /** Whether the start of the oscillators is a parameter, `start.s` [N, D]. */
  readonly learnedStart?: boolean;
}

/** The Hopfield-Kuramoto term; both kinds of unit must be there. */
export interface CouplingSpec {
  /** How w_e is made. */
  readonly kind: CouplingName;
  /** HK: which pairs of neurons it acts on. */
  readonly graph: Graph;
  /** Weight of E_H in the total energy, above 0. */
  readonly kappaH: number;
  /** Weight of E_K in the total energy, above 0. */
  readonly kappaK: number;
}

/** What a system is made of; everything a backend needs besides parameters. Equations: arXiv 2505.03648. */
export interface SystemSpec {
  /** N. */
  readonly neurons: number;
  /** Threshold units, if there are any. */
  readonly threshold?: ThresholdSpec;
  /** Oscillators, if there are any. */
  readonly oscillators?: OscillatorSpec;
  /** What binds both; needed where both are there. */
  readonly coupling?: CouplingSpec;
}

/** @throws {ValueError | UnknownNameError | ShapeError} naming the first thing that does not fit. */
export function checkSystemSpec(spec: SystemSpec): void {
  const { neurons, threshold, oscillators, coupling } = spec;
  if (!Number.isInteger(neurons) || neurons < 1) throw new ValueError('neurons', neurons, 'a whole number from 1');
  if (threshold === undefined && oscillators === undefined) {
    throw new ValueError('system', 'no units', 'threshold units, oscillators, or both');
  }
  if (threshold !== undefined) checkThreshold(threshold, neurons);
  if (oscillators !== undefined) checkOscillators(oscillators, neurons);
  if (coupling === undefined) {
    if (threshold !== undefined && oscillators !== undefined) {
      throw new ValueError('coupling', 'none', 'a coupling when a system has both kinds of unit');
    }
    return;
  }
  if (threshold === undefined || oscillators === undefined) {
    throw new ValueError('coupling', 'one kind of unit', 'threshold units and oscillators');
  }
  checkName('coupling', coupling.kind, couplingNames);
  checkGraph(coupling.graph, neurons, 'coupling graph');
  if (!(coupling.kappaH > 0)) throw new ValueError('kappaH', coupling.kappaH, 'a number above 0');
  if (!(coupling.kappaK > 0)) throw new ValueError('kappaK', coupling.kappaK, 'a number above 0');
  if (coupling.kind === 'multiplicative' && threshold.layers !== undefined) {
    throw new ValueError('coupling', 'multiplicative with layers', 'multiplicative with dense weights only');
  }
}

function checkThreshold(threshold: ThresholdSpec, neurons: number): void {
  checkName('activation', threshold.activation, activationNames);
  if (threshold.layers === undefined) return;
  const total = threshold.layers.reduce((sum, size) => sum + size, 0);
  if (threshold.layers.length < 2 || threshold.layers.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new ValueError('layers', `[${threshold.layers.join(', ')}]`, 'two or more sizes from 1');
  }
  if (total !== neurons) throw new ValueError('layers', `sizes that sum to ${total}`, `sizes that sum to ${neurons}`);
}

function checkOscillators(oscillators: OscillatorSpec, neurons: number): void {
  const { dimension, hidden } = oscillators;
  if (!Number.isInteger(dimension) || dimension < 2) {
    throw new ValueError('dimension D', dimension, 'a whole number from 2', 'A sphere in R^1 has two points only.');
  }
  checkName('interaction', oscillators.interaction, interactionNames);
  checkName('omega', oscillators.omega, omegaNames);
  if (hidden !== undefined && (hidden.length === 0 || hidden.some((width) => !Number.isInteger(width) || width < 1))) {
    throw new ValueError('hidden', `[${hidden.join(', ')}]`, 'one or more widths from 1');
  }
  checkGraph(oscillators.graph, neurons, 'oscillator graph');
}

function checkName(what: string, got: string, allowed: readonly string[]): void {
  if (!allowed.includes(got)) throw new UnknownNameError(what, got, allowed);
}
