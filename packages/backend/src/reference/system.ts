import { edgeCount, type Graph } from '../contract/graph.ts';
import { nameOf } from '../contract/refuse-laws.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { type Activation, activations } from './activation.ts';
import { type Float64Parameters, type PairInteraction, pairInteraction } from './interaction.ts';
import { type Rotation, rotation } from './omega.ts';
import { layeredWeights, type SymmetricWeights, symmetricWeights } from './weights.ts';

/** Threshold units with their parameters read out. */
export interface ThresholdUnits {
  readonly activation: Activation;
  readonly weights: SymmetricWeights;
  readonly bias: Float64Array;
}

/** Oscillators with their parameters read out. */
export interface Oscillators {
  readonly dimension: number;
  readonly graph: Graph;
  readonly interaction: PairInteraction;
  readonly rotation: Rotation | undefined;
}

/** The Hopfield-Kuramoto term with w_e read out. */
export interface CouplingTerm {
  readonly graph: Graph;
  readonly kappaH: number;
  readonly kappaK: number;
  /** w_e [E_HK]. */
  readonly weights: Float64Array;
  /** Given dL/dw_e [E_HK], adds to the gradients of what w_e is made of; `dW` [N, N] takes the part of the weights W. */
  pullBack(dw: Float64Array, gradients: Partial<Float64Parameters>, dW: Float64Array | undefined): void;
}

/** A system whose parameters have been turned into what the field reads; made anew when parameters change. */
export interface ReferenceSystem {
  /** The description it was made from. */
  readonly spec: SystemSpec;
  /** Threshold units with W and b. */
  readonly threshold: ThresholdUnits | undefined;
  /** Oscillators with their interaction and rotation. */
  readonly oscillators: Oscillators | undefined;
  /** The Hopfield-Kuramoto term with its w_e. */
  readonly coupling: CouplingTerm | undefined;
}

/** Reads `parameters` (paths and shapes of `parameterShapes`) into a system. */
export function referenceSystem(spec: SystemSpec, parameters: Float64Parameters): ReferenceSystem {
  const { neurons } = spec;
  const threshold = spec.threshold && {
    activation: activations[nameOf(spec.threshold.activation)],
    weights:
      spec.threshold.layers === undefined
        ? symmetricWeights(parameters['hopfield.weights']!, neurons)
        : layeredWeights(parameters, spec.threshold.layers),
    bias: parameters['hopfield.bias']!,
  };
  const oscillators = spec.oscillators && {
    dimension: spec.oscillators.dimension,
    graph: spec.oscillators.graph,
    interaction: pairInteraction(spec.oscillators, parameters),
    rotation: rotation(spec.oscillators.omega, parameters['kuramoto.omega'], neurons, spec.oscillators.dimension),
  };
  return { spec, threshold, oscillators, coupling: couplingTerm(spec, parameters, threshold) };
}

function couplingTerm(
  spec: SystemSpec,
  parameters: Float64Parameters,
  threshold: ThresholdUnits | undefined,
): CouplingTerm | undefined {
  if (spec.coupling === undefined) return undefined;
  const { kind, graph, kappaH, kappaK } = spec.coupling;
  const base = { graph, kappaH, kappaK };
  if (kind === 'network') {
    return {
      ...base,
      weights: parameters['coupling.weights']!,
      pullBack(dw, gradients) {
        const gradient = gradients['coupling.weights'];
        if (gradient !== undefined) for (let e = 0; e < dw.length; e++) gradient[e]! += dw[e]!;
      },
    };
  }
  const alpha = parameters['coupling.alpha']![0]!;
  const edges = edgeCount(graph);
  const entry = (e: number): number => graph.sources[e]! * spec.neurons + graph.targets[e]!;
  const dense = kind === 'multiplicative' ? threshold!.weights.dense! : undefined;
  const factor = Float64Array.from({ length: edges }, (_, e) => (dense === undefined ? 1 : dense[entry(e)]!));
  return {
    ...base,
    weights: factor.map((value) => alpha * value),
    pullBack(dw, gradients, dW) {
      const gradient = gradients['coupling.alpha'];
      for (let e = 0; e < edges; e++) {
        if (gradient !== undefined) gradient[0]! += dw[e]! * factor[e]!;
        if (dense !== undefined && dW !== undefined) dW[entry(e)]! += alpha * dw[e]!;
      }
    },
  };
}
