import { type LagrangianLaw, type LawJson, lawFromJson, type PairLaw } from '@hkmem/laws';
import type { Graph } from '../../contract/graph.ts';
import { parameterShapes } from '../../contract/parameters.ts';
import type { CouplingName, LayerSpec, SystemSpec } from '../../contract/system-spec.ts';
import { RandomKey } from '../../random/random-key.ts';
import { type CaseFeatures, describeFeatures } from './features.ts';
import { type GraphKind, graphOfKind } from './random-graph.ts';

/** A system and a batch size that every backend must compute as the float64 reference does. */
export interface ConformanceCase {
  /** Title of the case. */
  readonly name: string;
  /** The system. */
  readonly spec: SystemSpec;
  /** B. */
  readonly batch: number;
  /** Parameters whose gradients are wanted, by path; all but the start of the oscillators if absent. */
  readonly trainable?: readonly string[];
  /** Seed of parameters and states; 3 if absent. */
  readonly seed?: number;
}

/** The case that features stand for. */
export function caseOf(features: CaseFeatures): ConformanceCase {
  const { units, neurons, batch, seed, weighted } = features;
  const key = RandomKey.fromSeed(seed);
  const graphOf = (name: string, kind: GraphKind): Graph => graphOfKind(key.fold(name), neurons, kind);
  const count = features.ownLayers?.length ?? features.layers ?? 1;
  const graph = graphOf('K', features.graph ?? 'path');
  const spec: SystemSpec = {
    neurons,
    ...(units !== 'oscillators' && {
      threshold: {
        activation: lagrangianLaw(features.activationLaw) ?? features.activation ?? 'identity',
        ...(features.beta !== undefined && { beta: features.beta }),
        ...(count > 1 && { layers: layersOf(key.fold('layers'), neurons, count, features.ownLayers) }),
      },
    }),
    ...(units !== 'threshold' && {
      oscillators: {
        dimension: features.dimension ?? 2,
        graph,
        interaction: pairLawOf(features.interactionLaw) ?? features.interaction ?? 'linear',
        omega: features.omega ?? 'none',
        ...(features.hidden && { hidden: features.hidden }),
        ...(features.learnedStart && { learnedStart: true }),
      },
    }),
    ...(units !== 'threshold' &&
      units !== 'oscillators' && {
        coupling: {
          kind: pairLawOf(features.couplingLaw) ?? (units satisfies CouplingName),
          graph: couplingGraph(features, graph, graphOf),
          kappaH: weighted ? 0.7 : 1,
          kappaK: weighted ? 1.6 : 1,
        },
      }),
  };
  return { name: describeFeatures(features), spec, batch, seed, trainable: trainablePaths(spec, features) };
}

function lagrangianLaw(json: LawJson | undefined): LagrangianLaw | undefined {
  return json && (lawFromJson(json) as LagrangianLaw);
}

function pairLawOf(json: LawJson | undefined): PairLaw | undefined {
  return json && (lawFromJson(json) as PairLaw);
}

function couplingGraph(features: CaseFeatures, graph: Graph, graphOf: (name: string, kind: GraphKind) => Graph): Graph {
  if (features.graphs === 'different') return graphOf('HK', features.couplingGraph ?? 'path');
  if (features.graphs !== 'equal') return graph;
  return { neurons: graph.neurons, sources: graph.sources.slice(), targets: graph.targets.slice() };
}

/** Layers of uneven sizes that sum to N, each from 1. */
function layersOf(
  key: RandomKey,
  neurons: number,
  count: number,
  own: CaseFeatures['ownLayers'],
): readonly (number | LayerSpec)[] {
  const sizes = unevenSizes(key, neurons, count);
  if (own === undefined) return sizes;
  return own.map(({ activation, law, beta }, l) => {
    const lagrangian = lagrangianLaw(law) ?? activation;
    return { size: sizes[l]!, ...(lagrangian && { activation: lagrangian }), ...(beta !== undefined && { beta }) };
  });
}

function unevenSizes(key: RandomKey, neurons: number, layers: number): number[] {
  const sizes = new Array<number>(layers).fill(1);
  for (const uniform of key.uniform(neurons - layers)) sizes[Math.floor(uniform * layers)]!++;
  return sizes;
}

function trainablePaths(spec: SystemSpec, { trainable = 'all', seed }: CaseFeatures): readonly string[] {
  const paths = [...parameterShapes(spec).keys()].filter((path) => path !== 'start.s');
  if (trainable === 'all') return paths;
  if (trainable === 'none') return [];
  if (trainable === 'one') return [paths[seed % paths.length]!];
  return paths.filter((_, n) => n % 2 === (trainable === 'even' ? 0 : 1));
}
