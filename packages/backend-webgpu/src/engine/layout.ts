import {
  type CouplingSpec,
  type OscillatorSpec,
  parametersOfSystem,
  type ResolvedLayer,
  resolveSystem,
  type SystemSpec,
  sizeOf,
  type ThresholdSpec,
} from '@hkmem/backend';
import type { GatherOptions } from '../kernels/gather.ts';
import type { Interaction } from '../kernels/interaction.ts';
import type { UnitLagrangian } from '../kernels/lagrangian.ts';
import { mlpSize } from '../kernels/mlp.ts';
import { productTile } from '../kernels/product.ts';
import { type EdgeGroup, edgeGroups } from './edge-terms.ts';
import { type IndexRun, indexRuns } from './index-runs.ts';
import { type LayerGroup, layerGroups } from './layer-groups.ts';
import { Packing } from './packing.ts';
import { lagrangianTables, unitLagrangian } from './unit-lagrangian.ts';

/** Rows of partial sums that a global rotation's and a shared MLP's gradients are collected in. */
const omegaRows = 64;
const mlpRows = 512;

/**
 * Where everything of a system lies on the device. Parameters, gradients and running means are one buffer each with
 * the same offsets; behind the gradients come sums that turn into gradients later. States are x [N, B], then
 * s [N, D, B]: the batch is innermost, so that neighbouring lanes read neighbouring words.
 */
export class SystemLayout {
  readonly spec: SystemSpec;
  readonly N: number;
  /** 0 without oscillators. */
  readonly D: number;
  readonly threshold: ThresholdSpec | undefined;
  readonly oscillators: OscillatorSpec | undefined;
  readonly coupling: CouplingSpec | undefined;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** N up to the next multiple of the product's tile. */
  readonly padded: number;
  readonly offsets: ReadonlyMap<string, number>;
  readonly parameterWords: number;
  readonly gradientWords: number;
  /** Behind the gradients: rotation sums [rows, D, D], MLP sums [rows, parameters]. */
  readonly sums: Readonly<Record<'omega' | 'mlp', number>>;
  /** Also there: sums over the samples of every edge, [E], by the path of the gradient that they turn into. */
  readonly edgeSums: ReadonlyMap<string, number>;
  /** Threshold units by their Lagrangians. */
  readonly groupsOfUnits: readonly LayerGroup[];
  readonly omegaRows: number;
  readonly mlpRows: number;
  readonly edgesPerMlpRow: number;
  readonly derivedWords: number;
  /** In the buffer of what follows from parameters, after W at 0: rotations [1 or N, D, D]. */
  readonly derived: Readonly<Record<'omega', number>>;
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly at: Readonly<Record<IndexRun, number>>;
  readonly weightPairs: number;
  readonly rowTiles: number;
  /** Tiles of W that are not 0 throughout. */
  readonly fullTiles: number;
  readonly edges: number;
  readonly couplingEdges: number;
  readonly layers: readonly ResolvedLayer[];
  /** The Lagrangian if all units share one of single units; else `groupsOfUnits` are taken one by one. */
  readonly lagrangian: UnitLagrangian | undefined;
  /** Where tables of the Lagrangian's parameters start, if layers have their own. */
  readonly lagrangianTables: ReadonlyMap<string, number>;
  /** The energies on each graph. */
  readonly groups: readonly EdgeGroup[];
  readonly interaction: Interaction | undefined;
  readonly gather: GatherOptions | undefined;
  /** Paths of the free weights: V, or every W_l. */
  readonly weightPaths: readonly string[];

  constructor(spec: SystemSpec) {
    const infos = parametersOfSystem(spec);
    const resolved = resolveSystem(spec);
    this.spec = spec;
    this.N = spec.neurons;
    this.D = spec.oscillators?.dimension ?? 0;
    this.threshold = spec.threshold;
    this.oscillators = spec.oscillators;
    this.coupling = spec.coupling;
    this.shapes = new Map(infos.map(({ path, shape }) => [path, shape]));
    this.weightPaths = infos.filter(({ role }) => role === 'weights').map(({ path }) => path);
    this.padded = productTile * Math.ceil(this.N / productTile);
    this.layers = resolved.layers;
    this.lagrangian = unitLagrangian(resolved.layers);
    this.groups = edgeGroups(resolved.pairs);
    this.edges = this.groups[0]?.edges ?? 0;
    this.couplingEdges = spec.coupling === undefined ? 0 : this.groups.at(-1)!.edges;
    this.gather = gatherOptions(spec, this.groups);
    this.interaction = this.gather?.interaction;

    const parameters = new Packing();
    this.offsets = new Map([...this.shapes].map(([path, shape]) => [path, parameters.take(sizeOf(shape))]));
    this.parameterWords = parameters.words;

    const { D, N } = this;
    const omega = spec.oscillators?.omega ?? 'none';
    const mlp = this.interaction?.mlp;
    this.omegaRows = omega === 'none' ? 0 : omega === 'local' ? N : Math.min(omegaRows, N);
    this.edgesPerMlpRow = Math.max(1, Math.ceil(this.edges / mlpRows));
    this.mlpRows = mlp === undefined || mlp.perEdge ? 0 : Math.ceil(this.edges / this.edgesPerMlpRow);
    const edgeSums = this.groups.flatMap(({ edges, terms }) =>
      terms
        .flatMap(({ targets }) => targets)
        .filter(({ per }) => per !== 'edge')
        .map(({ path }) => [path, parameters.take(edges)] as const),
    );
    this.edgeSums = new Map(edgeSums);
    this.groupsOfUnits = layerGroups(this.layers, this.lagrangian, parameters);
    this.sums = {
      omega: parameters.take(this.omegaRows * D * D),
      mlp: parameters.take(mlp === undefined ? 0 : this.mlpRows * mlpSize(mlp)),
    };
    this.gradientWords = parameters.words;

    const derived = new Packing();
    derived.take(spec.threshold === undefined ? 0 : this.padded ** 2);
    this.derived = { omega: derived.take(omega === 'none' ? 0 : omega === 'local' ? N * D * D : D * D) };
    this.derivedWords = derived.words;

    const indices = indexRuns(spec, this.offsets, lagrangianTables(this.layers, this.offsets));
    this.indices = indices.data;
    this.at = indices.at;
    this.lagrangianTables = indices.tables;
    this.weightPairs = indices.pairs;
    this.fullTiles = indices.fullTiles;
    this.rowTiles = this.padded / productTile;
  }

  /** Start of a parameter, its gradient and its running means. */
  offset(path: string): number {
    return this.offsets.get(path)!;
  }

  size(path: string): number {
    return sizeOf(this.shapes.get(path)!);
  }

  /** Entries of x of a batch; s starts behind them. */
  xWords(batch: number): number {
    return this.threshold === undefined ? 0 : this.N * batch;
  }

  stateWords(batch: number): number {
    return this.xWords(batch) + this.N * this.D * batch;
  }
}

function gatherOptions({ oscillators }: SystemSpec, groups: readonly EdgeGroup[]): GatherOptions | undefined {
  if (oscillators === undefined) return undefined;
  const pairs = groups.flatMap(({ terms, run }) => terms.map(({ pair }) => ({ pair, run })));
  let interaction: Interaction | undefined;
  let coupling: GatherOptions['coupling'];
  for (const { pair, run } of pairs) {
    if (pair.term === 'interaction') interaction = pair.of;
    else coupling = { law: pair.of, graph: run === 'edges' ? 'same' : 'own' };
  }
  return { dimension: oscillators.dimension, interaction: interaction!, omega: oscillators.omega, coupling };
}
