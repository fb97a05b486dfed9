import {
  couplingLaws,
  type InverseTemperature,
  interactionLaws,
  type LagrangianLaw,
  type LawParameter,
  lagrangianLaws,
  roleOfInverseTemperature,
  type WeightedPair,
  withInverseTemperature,
} from '@hkmem/laws';
import type { Graph } from './graph.ts';
import { sharesGraph } from './shares-graph.ts';
import {
  type CouplingSpec,
  type JointLagrangianName,
  jointLagrangianNames,
  type LagrangianName,
  type OscillatorSpec,
  type SystemSpec,
  type ThresholdSpec,
} from './system-spec.ts';

/** Paths of the parameters of a law, by their names in it. */
export type ParameterPaths = Readonly<Record<string, string>>;

/** A Lagrangian of all units of a layer together, written by hand. */
export interface JointLagrangian {
  /** Not a law. */
  readonly kind: 'joint';
  /** Which one. */
  readonly name: JointLagrangianName;
  /** beta of L(beta x) / beta: a number, or where it is a parameter, its role; its path is that of `beta`. */
  readonly beta: number | LawParameter;
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

/** One entry for all units, unless layers have Lagrangians, inverse temperatures or parameters of their own. */
function resolvedLayers(threshold: ThresholdSpec, neurons: number): readonly ResolvedLayer[] {
  const { layers, activation, beta } = threshold;
  const whole = lagrangianOf(activation, beta);
  const perLayer = parametersOfLagrangian(whole).some(({ per }) => per === 'layer');
  const apart = layers?.some((layer) => typeof layer === 'object' && (layer.activation ?? layer.beta) !== undefined);
  if (layers === undefined || (!apart && !perLayer)) {
    const paths = pathsOf(parametersOfLagrangian(whole), () => 'hopfield');
    return [{ start: 0, size: neurons, lagrangian: whole, paths }];
  }
  let start = 0;
  return layers.map((layer, l) => {
    const own = typeof layer === 'number' ? { size: layer } : layer;
    const lagrangian = lagrangianOf(own.activation ?? activation, own.beta ?? beta);
    // One for all is one for all layers of that Lagrangian.
    const shared = typeof layer === 'number' || layer.activation === undefined;
    const stem = ({ per }: LawParameter): string => (per === 'one' && shared ? 'hopfield' : `hopfield.layers.${l}`);
    const resolved = { start, size: own.size, lagrangian, paths: pathsOf(parametersOfLagrangian(lagrangian), stem) };
    start += own.size;
    return resolved;
  });
}

/** Parameters of a Lagrangian; of a joint one its inverse temperature, if it is one. */
export function parametersOfLagrangian(lagrangian: LayerLagrangian): readonly LawParameter[] {
  if (lagrangian.kind !== 'joint') return lagrangian.parameters;
  return typeof lagrangian.beta === 'object' ? [lagrangian.beta] : [];
}

function lagrangianOf(activation: ThresholdSpec['activation'], beta: InverseTemperature = 1): LayerLagrangian {
  if (typeof activation === 'object') return withInverseTemperature(activation, beta);
  const name = jointLagrangianNames.find((joint) => joint === activation);
  if (name === undefined) return withInverseTemperature(lagrangianLaws[activation as PointwiseName], beta);
  const role = roleOfInverseTemperature(beta);
  if (role === undefined) return { kind: 'joint', name, beta: beta as number };
  return { kind: 'joint', name, beta: { name: 'beta', start: 1, decays: false, ...role } };
}

type PointwiseName = Exclude<LagrangianName, JointLagrangianName>;

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
