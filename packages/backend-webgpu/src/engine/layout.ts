import {
  type CouplingSpec,
  edgeCount,
  mlpWidths,
  nameOf,
  type OscillatorSpec,
  parameterShapes,
  type SystemSpec,
  sameGraph,
  sizeOf,
  type ThresholdSpec,
} from '@hkmem/backend';
import type { PointwiseActivation } from '../kernels/activation.ts';
import type { GatherOptions } from '../kernels/gather.ts';
import type { InteractionShape } from '../kernels/interaction.ts';
import { mlpSize } from '../kernels/mlp.ts';
import { productTile } from '../kernels/product.ts';
import { indexGraph } from './graph-index.ts';
import { weightTiles } from './weight-tiles.ts';

/** Rows of partial sums that a global rotation's and a shared MLP's gradients are collected in. */
const omegaRows = 64;
const mlpRows = 512;

/** Runs of words in one buffer, one after another, each from a multiple of four words. */
class Packing {
  words = 0;

  take(words: number): number {
    const start = this.words;
    this.words += 4 * Math.ceil(words / 4);
    return start;
  }
}

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
  /** Behind the gradients: dw_e [E], rotation sums [rows, D, D], MLP sums [rows, parameters]. */
  readonly sums: Readonly<Record<'coupling' | 'omega' | 'mlp', number>>;
  readonly omegaRows: number;
  readonly mlpRows: number;
  readonly edgesPerMlpRow: number;
  readonly derivedWords: number;
  /** In the buffer of what follows from parameters, after W at 0: w_e [E_HK] and rotations [1 or N, D, D]. */
  readonly derived: Readonly<Record<'coupling' | 'omega', number>>;
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly at: Readonly<Record<IndexRun, number>>;
  readonly weightPairs: number;
  readonly rowTiles: number;
  /** Tiles of W that are not 0 throughout. */
  readonly fullTiles: number;
  readonly edges: number;
  readonly couplingEdges: number;
  /** The activity if it is computed unit by unit; softmax is not. */
  readonly pointwise: PointwiseActivation | undefined;
  readonly interaction: InteractionShape | undefined;
  readonly gather: GatherOptions | undefined;

  constructor(spec: SystemSpec) {
    this.spec = spec;
    this.N = spec.neurons;
    this.D = spec.oscillators?.dimension ?? 0;
    this.threshold = spec.threshold;
    this.oscillators = spec.oscillators;
    this.coupling = spec.coupling;
    this.shapes = parameterShapes(spec);
    this.padded = productTile * Math.ceil(this.N / productTile);
    this.edges = spec.oscillators === undefined ? 0 : edgeCount(spec.oscillators.graph);
    this.couplingEdges = spec.coupling === undefined ? 0 : edgeCount(spec.coupling.graph);

    const activation = spec.threshold && nameOf(spec.threshold.activation);
    this.pointwise = activation === 'softmax' ? undefined : activation;
    this.interaction = spec.oscillators && interactionShape(spec.oscillators);
    this.gather = gatherOptions(spec, this.interaction);

    const parameters = new Packing();
    this.offsets = new Map([...this.shapes].map(([path, shape]) => [path, parameters.take(sizeOf(shape))]));
    this.parameterWords = parameters.words;

    const { D, N } = this;
    const omega = spec.oscillators?.omega ?? 'none';
    const mlp = this.interaction?.mlp;
    this.omegaRows = omega === 'none' ? 0 : omega === 'local' ? N : Math.min(omegaRows, N);
    this.edgesPerMlpRow = Math.max(1, Math.ceil(this.edges / mlpRows));
    this.mlpRows = mlp === undefined || mlp.perEdge ? 0 : Math.ceil(this.edges / this.edgesPerMlpRow);
    this.sums = {
      coupling: parameters.take(spec.coupling?.kind === 'network' ? 0 : this.couplingEdges),
      omega: parameters.take(this.omegaRows * D * D),
      mlp: parameters.take(mlp === undefined ? 0 : this.mlpRows * mlpSize(mlp)),
    };
    this.gradientWords = parameters.words;

    const derived = new Packing();
    derived.take(spec.threshold === undefined ? 0 : this.padded ** 2);
    this.derived = {
      coupling: derived.take(this.couplingEdges),
      omega: derived.take(omega === 'none' ? 0 : omega === 'local' ? N * D * D : D * D),
    };
    this.derivedWords = derived.words;

    const indices = indexRuns(spec, this.offsets);
    this.indices = indices.data;
    this.at = indices.at;
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

  /** Paths of the free weights: V, or every W_l. */
  get weightPaths(): readonly string[] {
    return [...this.shapes.keys()].filter((path) => path === 'hopfield.weights' || path.startsWith('hopfield.layers.'));
  }
}

function interactionShape(oscillators: OscillatorSpec): InteractionShape {
  const name = nameOf(oscillators.interaction);
  const perEdge = name === 'mlpPerEdge';
  return { name, mlp: perEdge || name === 'mlpShared' ? { widths: mlpWidths(oscillators), perEdge } : undefined };
}

function gatherOptions(spec: SystemSpec, interaction: InteractionShape | undefined): GatherOptions | undefined {
  const { oscillators, coupling } = spec;
  if (oscillators === undefined || interaction === undefined) return undefined;
  const same = coupling !== undefined && sameGraph(oscillators.graph, coupling.graph);
  const term = coupling === undefined ? 'none' : same ? 'sameGraph' : 'ownGraph';
  return { dimension: oscillators.dimension, interaction, omega: oscillators.omega, coupling: term };
}

/** Runs in the buffer of indices: neighbour lists and edges of both graphs, layers and tiles of W. */
type IndexRun =
  | 'rows'
  | 'entries'
  | 'edges'
  | 'couplingRows'
  | 'couplingEntries'
  | 'couplingEdges'
  | 'layers'
  | 'tileRows'
  | 'tileList'
  | 'pairs';

function indexRuns(
  spec: SystemSpec,
  offsets: ReadonlyMap<string, number>,
): {
  readonly data: Uint32Array<ArrayBuffer>;
  readonly at: Record<IndexRun, number>;
  readonly pairs: number;
  readonly fullTiles: number;
} {
  const { oscillators, coupling, threshold } = spec;
  const packing = new Packing();
  const parts: { start: number; values: Uint32Array }[] = [];
  const put = (values: Uint32Array | undefined): number => {
    if (values === undefined) return 0;
    const start = packing.take(values.length);
    parts.push({ start, values });
    return start;
  };
  const own = oscillators && indexGraph(oscillators.graph);
  const ownAt = { rows: put(own?.rows), entries: put(own?.entries), edges: put(own?.edges) };
  const shared = oscillators && coupling && sameGraph(oscillators.graph, coupling.graph);
  const other = coupling && !shared ? indexGraph(coupling.graph) : undefined;
  const couplingAt = shared
    ? { couplingRows: ownAt.rows, couplingEntries: ownAt.entries, couplingEdges: ownAt.edges }
    : { couplingRows: put(other?.rows), couplingEntries: put(other?.entries), couplingEdges: put(other?.edges) };
  const tiles = threshold && weightTiles(spec.neurons, threshold.layers);
  const at = {
    ...ownAt,
    ...couplingAt,
    layers: put(layerTable(threshold?.layers, offsets)),
    tileRows: put(tiles?.rows),
    tileList: put(tiles?.list),
    pairs: put(tiles?.pairs),
  };
  const data = new Uint32Array(packing.words);
  for (const { start, values } of parts) data.set(values, start);
  return { data, at, pairs: (tiles?.pairs.length ?? 0) / 2, fullTiles: tiles?.list.length ?? 0 };
}

/** First neuron of layer l, first neuron of layer l + 1 and start of W_l, for every W_l. */
function layerTable(
  layers: readonly number[] | undefined,
  offsets: ReadonlyMap<string, number>,
): Uint32Array | undefined {
  if (layers === undefined) return undefined;
  let below = 0;
  return Uint32Array.from(
    layers.slice(1).flatMap((_, l) => {
      const start = below;
      below += layers[l]!;
      return [start, below, offsets.get(`hopfield.layers.${l}`)!];
    }),
  );
}
