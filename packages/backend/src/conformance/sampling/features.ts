import type { InverseTemperature, LawJson } from '@hkmem/laws';
import type { CouplingName, InteractionName, LagrangianName, OmegaName } from '../../contract/system-spec.ts';
import type { GraphKind } from './random-graph.ts';

/** Which units a system has and what binds them. */
export type UnitsName = 'threshold' | 'oscillators' | CouplingName;

/** Whether both graphs of a coupled system are one object, list the same edges, or differ. */
export type GraphsName = 'same' | 'equal' | 'different';

/** Parameters whose gradients are wanted: all, none, every second in their order or the others, or a single one. */
export type TrainableName = 'all' | 'none' | 'even' | 'odd' | 'one';

/** What a layer has of its own. */
export interface LayerFeatures {
  /** L by name. */
  readonly activation?: LagrangianName;
  /** A law in its place. */
  readonly law?: LawJson;
  /** beta of L(beta x) / beta. */
  readonly beta?: InverseTemperature;
}

/**
 * A sampled system as plain data, which a failing suite prints and which can be pasted into a list of regressions. What
 * does not apply to the system's units is left out or not looked at.
 */
export interface CaseFeatures {
  /** Units and coupling. */
  readonly units: UnitsName;
  /** N. */
  readonly neurons: number;
  /** B. */
  readonly batch: number;
  /** Of parameters, states and graphs. */
  readonly seed: number;
  /** g(x); `identity` if absent. */
  readonly activation?: LagrangianName;
  /** A law in its place. */
  readonly activationLaw?: LawJson;
  /** beta of L(beta x) / beta; 1 if absent. */
  readonly beta?: InverseTemperature;
  /** Layers with Lagrangians of their own, as many as there are here. */
  readonly ownLayers?: readonly LayerFeatures[];
  /** Number of layers, 1 for dense weights; 1 if absent. */
  readonly layers?: number;
  /** phi'(r); `linear` if absent. */
  readonly interaction?: InteractionName;
  /** A law in its place. */
  readonly interactionLaw?: LawJson;
  /** A law in place of the coupling that `units` names. */
  readonly couplingLaw?: LawJson;
  /** Widths of the hidden layers of an MLP; those of the specification's default if absent. */
  readonly hidden?: readonly number[];
  /** Rotation; `none` if absent. */
  readonly omega?: OmegaName;
  /** D; 2 if absent. */
  readonly dimension?: number;
  /** Shape of the oscillators' graph; `path` if absent. */
  readonly graph?: GraphKind;
  /** How both graphs are related; `same` if absent. */
  readonly graphs?: GraphsName;
  /** Shape of the coupling's graph where it differs; `path` if absent. */
  readonly couplingGraph?: GraphKind;
  /** Whether kappaH and kappaK differ from 1; false if absent. */
  readonly weighted?: boolean;
  /** Whether the oscillators' start is a parameter; false if absent. */
  readonly learnedStart?: boolean;
  /** Parameters whose gradients are wanted; `all` if absent. */
  readonly trainable?: TrainableName;
}

/** Only what applies to the system's units and differs from what is taken if absent. */
export function relevantFeatures(features: CaseFeatures): CaseFeatures {
  const { units, neurons, batch, seed, activation, layers, interaction, hidden, omega, dimension } = features;
  const { graph, graphs, couplingGraph, weighted, learnedStart, trainable } = features;
  const { activationLaw, interactionLaw, couplingLaw, beta, ownLayers } = features;
  const [threshold, oscillators] = [units !== 'oscillators', units !== 'threshold'];
  const coupled = threshold && oscillators;
  const mlp = interaction === 'mlpShared' || interaction === 'mlpPerEdge';
  return {
    units,
    neurons,
    batch,
    ...(threshold && activation && { activation }),
    ...(threshold && beta !== undefined && beta !== 1 && { beta }),
    ...(threshold && ownLayers && { ownLayers }),
    ...(threshold && !ownLayers && layers !== undefined && layers > 1 && { layers }),
    ...(oscillators && dimension !== undefined && { dimension }),
    ...(oscillators && interaction && { interaction }),
    ...(threshold && activationLaw && { activationLaw }),
    ...(oscillators && interactionLaw && { interactionLaw }),
    ...(coupled && couplingLaw && { couplingLaw }),
    ...(oscillators && mlp && hidden && { hidden }),
    ...(oscillators && omega && omega !== 'none' && { omega }),
    ...(oscillators && graph && { graph }),
    ...(coupled && graphs && graphs !== 'same' && { graphs }),
    ...(coupled && graphs === 'different' && couplingGraph && { couplingGraph }),
    ...(coupled && weighted && { weighted }),
    ...(oscillators && learnedStart && { learnedStart }),
    ...(trainable && trainable !== 'all' && { trainable }),
    seed,
  };
}

/** One line of text that says the features. */
export function describeFeatures(features: CaseFeatures): string {
  const { units, neurons, batch, dimension, activation, layers, interaction, hidden, omega, ...rest } =
    relevantFeatures(features);
  const { graph, graphs, couplingGraph, weighted, learnedStart, trainable } = rest;
  const { activationLaw, interactionLaw, couplingLaw, beta, ownLayers } = rest;
  const parts = [
    couplingLaw === undefined ? units : `coupling ${couplingLaw.formula}`,
    activationLaw === undefined ? activation : `L ${activationLaw.formula}`,
    beta && `beta ${JSON.stringify(beta)}`,
    ownLayers && `layers of ${ownLayers.map(describeLayer).join(', ')}`,
    layers && `${layers} layers`,
    interactionLaw === undefined ? interaction : `phi ${interactionLaw.formula}`,
    hidden && `[${hidden.join(', ')}]`,
    omega && `omega ${omega}`,
    graph && `K ${graph}`,
    graphs && (couplingGraph ? `HK ${couplingGraph}` : `graphs ${graphs}`),
    weighted && 'kappa',
    learnedStart && 'learned start',
    trainable && `trains ${trainable}`,
    `N=${neurons}`,
    dimension && `D=${dimension}`,
    `B=${batch}`,
  ];
  return parts.filter(Boolean).join(' ');
}

function describeLayer({ activation, law, beta = 1 }: LayerFeatures): string {
  return `${law?.formula ?? activation ?? 'the same'}${beta === 1 ? '' : ` at ${JSON.stringify(beta)}`}`;
}
