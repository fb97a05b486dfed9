import {
  couplingLaws,
  interactionLaws,
  type LagrangianLaw,
  type LawParameter,
  lagrangianLaws,
  type WeightedPair,
} from '@hkmem/laws';
import type { Graph } from './graph.ts';
import { sharesGraph } from './shares-graph.ts';
import type { CouplingSpec, OscillatorSpec, SystemSpec, ThresholdSpec } from './system-spec.ts';

/** Paths of the parameters of a law, by their names in it. */
export type ParameterPaths = Readonly<Record<string, string>>;

/** A Lagrangian of all units of a layer together, written by hand: `softmax` is log sum e^x. */
export interface JointLagrangian {
  /** Not a law. */
  readonly kind: 'joint';
  /** Which one. */
  readonly name: 'softmax';
}

/** What stands on a layer. */
export type LayerLagrangian = LagrangianLaw | JointLagrangian;

/** Threshold units that share a Lagrangian. */
export interface ResolvedLayer {
  /** Its first unit. */
  readonly start: number;
  /** How many units. */
  readonly size: number;
  /** L. */
  readonly lagrangian: LayerLagrangian;
  /** Where its parameters are: per `neuron` from entry 0 of the path for its first unit, per `layer` and `one` entry 0. */
  readonly paths: ParameterPaths;
}

/** A law on the edges of a graph, in units of kappaK: sum over edges of weight psi. */
export interface ResolvedPair extends WeightedPair {
  /** The energy that it belongs to: E_K, or E_HK. */
  readonly term: 'interaction' | 'coupling';
  /** Where its parameters are; one per `weight` is at `hopfield.weights` [N, N], as (V_ij + V_ji) / 2. */
  readonly paths: ParameterPaths;
}

/** An MLP interaction, written by hand. */
export interface MlpSpec {
  /** Whether every edge has an MLP of its own; if not, phi_e(r) = A_e MLP(r). */
  readonly perEdge: boolean;
  /** From its one input to its one output. */
  readonly widths: readonly number[];
}

/** All that acts on the edges of one graph. */
export interface GraphTerms {
  /** Which pairs of neurons. */
  readonly graph: Graph;
  /** The interaction first. */
  readonly laws: readonly ResolvedPair[];
  /** Instead of a law of the interaction. */
  readonly mlp?: MlpSpec;
}

/**
 * A system without names. With psi the sum of the weighted laws of an edge and g = dL/dx:
 * F_i = -sum over edges of (d psi/dr) s_j; dx_i/dt = (W g)_i - x_i + b_i - pullScale sum over edges of d psi/dgi.
 */
export interface ResolvedSystem {
  /** In the order of units, which they cover; none without threshold units. */
  readonly layers: readonly ResolvedLayer[];
  /** None without oscillators; one if both graphs are the same, else that of the oscillators first. */
  readonly pairs: readonly GraphTerms[];
  /** kappaK / kappaH; 1 without coupling. */
  readonly pullScale: number;
}

/** Names resolved to laws and the few functions written by hand: what backends see. */
export function resolveSystem(spec: SystemSpec): ResolvedSystem {
  const { neurons, threshold, oscillators, coupling } = spec;
  const layers = threshold === undefined ? [] : resolvedLayers(threshold, neurons);
  if (oscillators === undefined) return { layers, pairs: [], pullScale: 1 };
  const own = interactionTerms(oscillators);
  if (coupling === undefined) return { layers, pairs: [own], pullScale: 1 };
  const pullScale = coupling.kappaK / coupling.kappaH;
  const pair = couplingPair(coupling);
  const pairs = sharesGraph(spec)
    ? [{ ...own, laws: [...own.laws, pair] }]
    : [own, { graph: coupling.graph, laws: [pair] }];
  return { layers, pairs, pullScale };
}

/** Widths of the MLP of an interaction, from its one input to its one output. */
export function mlpWidths(oscillators: OscillatorSpec): readonly number[] {
  return [1, ...(oscillators.hidden ?? [10]), 1];
}

/** One entry for all units, unless the law has parameters per layer. */
function resolvedLayers(threshold: ThresholdSpec, neurons: number): readonly ResolvedLayer[] {
  const lagrangian = lagrangianOf(threshold);
  const parameters = lagrangian.kind === 'joint' ? [] : lagrangian.parameters;
  const perLayer = parameters.some(({ per }) => per === 'layer');
  if (!perLayer || threshold.layers === undefined) {
    return [{ start: 0, size: neurons, lagrangian, paths: pathsOf(parameters, () => 'hopfield') }];
  }
  let start = 0;
  return threshold.layers.map((size, l) => {
    const stem = ({ per }: LawParameter): string => (per === 'one' ? 'hopfield' : `hopfield.layers.${l}`);
    const layer = { start, size, lagrangian, paths: pathsOf(parameters, stem) };
    start += size;
    return layer;
  });
}

function lagrangianOf({ activation }: ThresholdSpec): LayerLagrangian {
  if (typeof activation === 'object') return activation;
  return activation === 'softmax' ? { kind: 'joint', name: 'softmax' } : lagrangianLaws[activation];
}

function interactionTerms(oscillators: OscillatorSpec): GraphTerms {
  const { graph, interaction } = oscillators;
  if (interaction === 'mlpShared' || interaction === 'mlpPerEdge') {
    return { graph, laws: [], mlp: { perEdge: interaction === 'mlpPerEdge', widths: mlpWidths(oscillators) } };
  }
  const law = typeof interaction === 'object' ? interaction : interactionLaws[interaction];
  return { graph, laws: [{ term: 'interaction', law, weight: 1, paths: pathsOf(law.parameters, () => 'kuramoto') }] };
}

function couplingPair({ kind, kappaK }: CouplingSpec): ResolvedPair {
  const law = typeof kind === 'object' ? kind : couplingLaws[kind];
  return { term: 'coupling', law, weight: 1 / kappaK, paths: pathsOf(law.parameters, () => 'coupling') };
}

function pathsOf(parameters: readonly LawParameter[], stem: (parameter: LawParameter) => string): ParameterPaths {
  return Object.fromEntries(
    parameters.map((parameter) => {
      const path = parameter.per === 'weight' ? 'hopfield.weights' : `${stem(parameter)}.${parameter.name}`;
      return [parameter.name, path];
    }),
  );
}
