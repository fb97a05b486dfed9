import type { InverseTemperature, LagrangianLaw, PairLaw } from '@hkmem/laws';
import type { Graph } from './graph.ts';

/** Activities g = dL/dx of threshold units (arXiv 2505.03648). */
export const activationNames = ['relu', 'tanh', 'sigmoid', 'identity', 'softmax'] as const;
/** A name of an activity. */
export type ActivationName = (typeof activationNames)[number];

/**
 * Lagrangians of all units of a layer together: `softmax` log sum e^x; `sphericalNorm` |x|; `layerNorm` n times the standard
 * deviation of x; `logSumRelu` log sum relu(1 + x), which is not convex, so that energies need not fall. Roots and the last
 * logarithm have a small number added under them: `jointEpsilon`.
 */
export const jointLagrangianNames = ['softmax', 'sphericalNorm', 'layerNorm', 'logSumRelu'] as const;
/** A name of one. */
export type JointLagrangianName = (typeof jointLagrangianNames)[number];

/** What is added under roots and logarithms of Lagrangians, so that a layer at rest has an activity. */
export const jointEpsilon = 1e-5;

/** A name of a Lagrangian: that of its activity. */
export type LagrangianName = ActivationName | JointLagrangianName;
/** All of them. */
export const lagrangianNames: readonly LagrangianName[] = [...new Set([...activationNames, ...jointLagrangianNames])];

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
  /**
   * L(x) with g(x) = dL/dx, by the name of g or as a law, of all units together. Where a layer has one of its own, each
   * layer stands for itself: those that say nothing else have this one, of their own units.
   */
  readonly activation: LagrangianName | LagrangianLaw;
  /** beta of L(beta x) / beta, for layers that say nothing else; 1 if absent. */
  readonly beta?: InverseTemperature;
  /** The layers, whose sizes sum to N; absent for the dense memory. */
  readonly layers?: readonly (number | LayerSpec)[];
}

/** A layer of a hierarchical memory with a Lagrangian or an inverse temperature of its own. */
export interface LayerSpec {
  /** How many units. */
  readonly size: number;
  /** L of its units; that of the threshold units if absent. */
  readonly activation?: LagrangianName | LagrangianLaw;
  /** beta of L(beta x) / beta; that of the threshold units if absent. */
  readonly beta?: InverseTemperature;
}

/** Sizes of the layers; undefined for the dense memory. */
export function layerSizes({ layers }: Pick<ThresholdSpec, 'layers'>): readonly number[] | undefined {
  return layers?.map((layer) => (typeof layer === 'number' ? layer : layer.size));
}

/** Oscillatory units: N points of the sphere in R^D on a graph. */
export interface OscillatorSpec {
  /** D, at least 2. */
  readonly dimension: number;
  /** K: who interacts with whom. */
  readonly graph: Graph;
  /** phi_e(r), by name or as a law. */
  readonly interaction: InteractionName | PairLaw;
  /** Widths of the hidden layers of the MLP interactions; [10] if absent. */
  readonly hidden?: readonly number[];
  /** Natural rotation. */
  readonly omega: OmegaName;
  /** Whether the start of the oscillators is a parameter, `start.s` [N, D]. */
  readonly learnedStart?: boolean;
}

/** The Hopfield-Kuramoto term; both kinds of unit must be there. */
export interface CouplingSpec {
  /** psi_e(r, gi, gj), as the name of how w_e of -w_e r gi gj is made, or as a law. */
  readonly kind: CouplingName | PairLaw;
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
