import { nameOf, type SystemSpec, sameGraph } from '@hkmem/backend';
import { interaction as interactions, lanes } from '../../generated/constants.js';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import { EdgeGradients } from './edge-gradients.ts';
import { shardCount } from './edge-sums.ts';
import { type EdgeParameters, EdgeTable } from './edge-table.ts';
import { interactionNumbers } from './kinds.ts';
import { MlpInteraction } from './mlp-interaction.ts';
import type { ParameterStore } from './parameter-store.ts';
import { Rotation } from './rotation.ts';
import { fieldTrace, type ScratchSizes, vjpTrace } from './scratch.ts';
import type { WasmState } from './wasm-state.ts';
import type { WeightGradient } from './weight-gradient.ts';

/** Where threshold units meet oscillators: activities and the pull on the units, [T][N][4]; 0 without a coupling. */
export interface Meeting {
  readonly g: number;
  readonly pull: number;
}

/** Oscillators of a system with the coupling's edges: tables for the kernels and the launches that compute with them. */
export class Oscillators {
  readonly #store: ParameterStore;
  readonly #N: number;
  readonly #D: number;
  readonly #interaction: number;
  readonly #pairs: EdgeTable;
  /** The coupling's own graph, unless one pass over edges serves both. */
  readonly #coupling: EdgeTable | undefined;
  readonly #fused: boolean;
  readonly #rotation: Rotation | undefined;
  readonly #mlp: MlpInteraction | undefined;
  readonly #pairGradients: EdgeGradients;
  readonly #couplingGradients: EdgeGradients | undefined;
  readonly #shards: number;
  readonly #sizes: ScratchSizes;
  readonly #scratch: number;
  readonly #scratchBytes: number;
  readonly #kappaRatio: number;

  constructor(
    region: Region,
    launcher: Launcher,
    spec: SystemSpec,
    store: ParameterStore,
    weights: WeightGradient | undefined,
  ) {
    const { oscillators, coupling, neurons } = spec;
    const { dimension, graph, interaction } = oscillators!;
    this.#store = store;
    this.#N = neurons;
    this.#D = dimension;
    this.#interaction = interactionNumbers[nameOf(interaction)];
    const isMlp = interaction === 'mlpShared' || interaction === 'mlpPerEdge';
    this.#fused = coupling !== undefined && !isMlp && sameGraph(graph, coupling.graph);
    const own = pairParameters(store);
    const shared = coupling === undefined ? {} : couplingParameters(nameOf(coupling.kind));
    const kappaK = coupling?.kappaK ?? 1;
    const carried = this.#fused ? { ...own, ...shared } : own;
    this.#pairs = new EdgeTable(region, graph, carried, kappaK);
    this.#coupling = coupling && !this.#fused ? new EdgeTable(region, coupling.graph, shared, kappaK) : undefined;
    this.#rotation = oscillators!.omega === 'none' ? undefined : new Rotation(region, spec, store);
    this.#mlp = isMlp ? new MlpInteraction(region, oscillators!, this.#pairs, store) : undefined;
    const edgeBytes = lanes.VECTOR * (this.#pairs.edges + (this.#coupling?.edges ?? 0));
    this.#shards = shardCount(edgeBytes + (this.#mlp?.sumsBytes ?? 0));
    const gradients = (table: EdgeTable, parameters: EdgeParameters): EdgeGradients =>
      new EdgeGradients(region, launcher, table, parameters, store, weights, this.#shards);
    this.#pairGradients = gradients(this.#pairs, carried);
    this.#couplingGradients = this.#coupling && gradients(this.#coupling, shared);
    const longestRow = Math.max(this.#pairs.longestRow, this.#coupling?.longestRow ?? 0);
    this.#sizes = { neurons, dimension, longestRow };
    this.#scratchBytes = 64 * Math.ceil((vjpTrace(this.#sizes) + (this.#mlp?.traceBytes ?? 0)) / 64);
    this.#scratch = region.allocate(this.#scratchBytes * launcher.threads);
    this.#kappaRatio = kappaK / (coupling?.kappaH ?? 1);
  }

  /** What has to run before the other launches; nothing if tables are up to date. */
  pack(): readonly Launch[] {
    this.#rotation?.pack();
    return [...this.#pairs.pack(this.#store), ...(this.#coupling?.pack(this.#store) ?? [])];
  }

  /** ds/dt into `out`, and the pull, not yet times kappaK / kappaH, on threshold units. */
  field(state: WasmState, out: WasmState, { g, pull }: Meeting): Launch {
    return {
      kernel: 'kuramotoField',
      items: state.tiles,
      grain: 1,
      block: { ...this.#common(), s: state.s, out: out.s, g, pull, traceOffset: fieldTrace(this.#sizes) },
    };
  }

  /** The reverse pass: the cotangent of s into `out`, that of g to the pull; sums of edge gradients as wanted. */
  vjp(state: WasmState, cotangent: WasmState, out: WasmState, { g, pull }: Meeting, inverses: number): Launch {
    const shards = Math.min(this.#shards, state.tiles);
    const pairSums = this.#pairGradients.wanted ? this.#pairGradients.sums.open() : 0;
    const coupling = this.#couplingGradients;
    const couplingSums = coupling?.wanted ? coupling.sums.open() : 0;
    const mlpSums = this.#mlp?.wanted ? this.#mlp.sums(this.#shards) : undefined;
    return {
      kernel: 'kuramotoVjp',
      items: shards,
      grain: 1,
      block: {
        ...this.#common(),
        ...{ s: state.s, v: cotangent.s, u: cotangent.x, out: out.s, g, pull, tiles: state.tiles, shards, inverses },
        traceOffset: vjpTrace(this.#sizes),
        edgeSums: pairSums,
        edgeSumsStride: this.#pairGradients.sums.stride,
        couplingSums,
        couplingSumsStride: coupling?.sums.stride ?? 0,
        mlpSums: mlpSums?.open() ?? 0,
        mlpSumsStride: mlpSums?.stride ?? 0,
      },
      floats: { kappaRatio: this.#kappaRatio },
    };
  }

  /** The gradient of the rotation, after `vjp` has left the inverse norms. */
  rotationVjp(state: WasmState, cotangent: WasmState, inverses: number): readonly Launch[] {
    return this.#rotation?.wanted ? [this.#rotation.accumulate(state, cotangent, inverses)] : [];
  }

  /** E_K and E_HK / kappaK of every sample, added to four float64 a tile each. */
  energies(state: WasmState, g: number, pairSums: number, couplingSums: number): readonly Launch[] {
    const launch = (table: EdgeTable, interaction: number, pairs: number, coupling: number): Launch => ({
      kernel: 'pairEnergy',
      items: state.tiles,
      grain: 1,
      block: {
        ...{ s: state.s, g, neurons: this.#N, dimension: this.#D, interaction },
        ...{ rows: table.rows, records: table.records, mlp: this.#mlp?.table ?? 0 },
        ...{ traceBytes: this.#mlp?.traceBytes ?? 0, scratch: this.#scratch, scratchBytes: this.#scratchBytes },
        ...{ pairSums: pairs, couplingSums: coupling },
      },
    });
    const own = launch(this.#pairs, this.#interaction, pairSums, this.#fused ? couplingSums : 0);
    return this.#coupling === undefined ? [own] : [own, launch(this.#coupling, interactions.NONE, 0, couplingSums)];
  }

  /** Brings gradients up to date. */
  finish(): void {
    this.#pairGradients.finish();
    this.#couplingGradients?.finish();
    this.#mlp?.finish();
    this.#rotation?.finish();
  }

  /** Forgets what was summed. */
  reset(): void {
    this.#pairGradients.reset();
    this.#couplingGradients?.reset();
    this.#mlp?.reset();
    this.#rotation?.reset();
  }

  /** What the field and its reverse pass have in common. */
  #common() {
    const [own, coupling, rotation] = [this.#pairs, this.#coupling, this.#rotation];
    return {
      neurons: this.#N,
      dimension: this.#D,
      interaction: this.#interaction,
      rows: own.rows,
      records: own.records,
      fused: this.#fused ? 1 : 0,
      couplingRows: coupling?.rows ?? 0,
      couplingRecords: coupling?.records ?? 0,
      omega: rotation?.matrices ?? 0,
      omegaStride: rotation?.stride ?? 0,
      mlp: this.#mlp?.table ?? 0,
      scratch: this.#scratch,
      scratchBytes: this.#scratchBytes,
    };
  }
}

function pairParameters(store: ParameterStore): EdgeParameters {
  const has = (path: string): boolean => store.shapes.has(path);
  return {
    ...(has('kuramoto.A') ? { A: 'kuramoto.A' } : {}),
    ...(has('kuramoto.B') ? { B: 'kuramoto.B' } : {}),
  };
}

function couplingParameters(kind: 'network' | 'additive' | 'multiplicative'): EdgeParameters {
  if (kind === 'network') return { w: 'coupling.weights' };
  return { alpha: 'coupling.alpha', ...(kind === 'multiplicative' ? { free: 'hopfield.weights' } : {}) };
}
