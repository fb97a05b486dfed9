import { resolveSystem } from '../contract/resolved-system.ts';
import { layerSizes, type SystemSpec } from '../contract/system-spec.ts';
import type { Activation } from './activation.ts';
import { activationOf } from './activations.ts';
import type { Float64Parameters } from './float64-parameters.ts';
import { lawTerm } from './law-term.ts';
import { mlpTerm } from './mlp-term.ts';
import { type Rotation, rotation } from './omega.ts';
import type { PairTerm } from './pair-term.ts';
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
  readonly rotation: Rotation | undefined;
  /** Interaction first, then the coupling where there is one. */
  readonly terms: readonly PairTerm[];
}

/** A system whose parameters have been turned into what the field reads; made anew when parameters change. */
export interface ReferenceSystem {
  /** The description it was made from. */
  readonly spec: SystemSpec;
  /** Threshold units with W and b. */
  readonly threshold: ThresholdUnits | undefined;
  /** Oscillators with their energies on edges and their rotation. */
  readonly oscillators: Oscillators | undefined;
  /** kappaK / kappaH, the factor of the pulls of pairs on threshold units. */
  readonly pullScale: number;
}

/** Reads `parameters` (paths and shapes of `parameterShapes`) into a system. */
export function referenceSystem(spec: SystemSpec, parameters: Float64Parameters): ReferenceSystem {
  const { neurons } = spec;
  const { layers, pairs, pullScale } = resolveSystem(spec);
  const threshold = spec.threshold && {
    activation: activationOf(layers, parameters),
    weights:
      spec.threshold.layers === undefined
        ? symmetricWeights(parameters['hopfield.weights']!, neurons)
        : layeredWeights(parameters, layerSizes(spec.threshold)!),
    bias: parameters['hopfield.bias']!,
  };
  const oscillators = spec.oscillators && {
    dimension: spec.oscillators.dimension,
    rotation: rotation(spec.oscillators.omega, parameters['kuramoto.omega'], neurons, spec.oscillators.dimension),
    terms: pairs.flatMap(({ graph, laws, mlp }) => [
      ...(mlp === undefined ? [] : [mlpTerm(mlp, graph, parameters)]),
      ...laws.map((pair) => lawTerm(pair, graph, parameters, threshold?.weights.dense)),
    ]),
  };
  return { spec, threshold, oscillators, pullScale };
}
