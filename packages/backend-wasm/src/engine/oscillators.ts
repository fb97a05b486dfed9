import type { GraphTerms, ResolvedSystem, SystemSpec } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import type { Launch, Launcher } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import { EdgeGradients } from './edge-gradients.ts';
import { shardCount } from './edge-sums.ts';
import { EdgeTable } from './edge-table.ts';
import { lawForm, mlpForm } from './edge-words.ts';
import { type GraphPass, mergedPasses, walkedAlone } from './merged-passes.ts';
import { MlpInteraction } from './mlp-interaction.ts';
import { PairEnergies } from './pair-energies.ts';
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
  readonly #region: Region;
  readonly #store: ParameterStore;
  readonly #N: number;
  readonly #D: number;
  readonly #pairs: EdgeTable;
  /** The coupling's own edges, unless one pass over edges serves both. */
  readonly #coupling: EdgeTable | undefined;
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
    resolved: ResolvedSystem,
    store: ParameterStore,
    weights: WeightGradient | undefined,
  ) {
    const { oscillators, neurons } = spec;
    const { dimension } = oscillators!;
    this.#region = region;
    this.#store = store;
    this.#N = neurons;
    this.#D = dimension;
    const passes = passesOf(resolved.pairs).map(({ graph, laws, mlp }): GraphPass => {
      const form = mlp === undefined ? lawForm(laws, launcher) : mlpForm(mlp.perEdge);
      return { walked: walkedAlone(graph), form };
    });
    const [pairs, coupling] = mergedPasses(passes).map((pass) => new EdgeTable(region, pass, store));
    this.#pairs = pairs!;
    this.#coupling = coupling;
    this.#rotation = oscillators!.omega === 'none' ? undefined : new Rotation(region, spec, store);
    const [{ mlp }] = resolved.pairs as readonly [GraphTerms];
    this.#mlp = mlp && new MlpInteraction(region, mlp, this.#pairs, store);
    const edgeBytes = (table: EdgeTable | undefined): number =>
      table === undefined ? 0 : table.form.gradientBytes * table.edges + lanes.WIDE * table.form.common.length;
    this.#shards = shardCount(edgeBytes(pairs) + edgeBytes(coupling) + (this.#mlp?.sumsBytes ?? 0));
    const gradients = (table: EdgeTable): EdgeGradients =>
      new EdgeGradients(region, launcher, table, store, weights, this.#shards);
    this.#pairGradients = gradients(this.#pairs);
    this.#couplingGradients = coupling && gradients(coupling);
    const longestRow = Math.max(this.#pairs.longestRow, coupling?.longestRow ?? 0);
    this.#sizes = { neurons, dimension, longestRow };
    this.#scratchBytes = 64 * Math.ceil((vjpTrace(this.#sizes) + (this.#mlp?.traceBytes ?? 0)) / 64);
    this.#scratch = region.allocate(this.#scratchBytes * launcher.threads);
    this.#kappaRatio = resolved.pullScale;
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
    const [own, coupling] = [this.#pairGradients, this.#couplingGradients];
    const mlpSums = this.#mlp?.wanted ? this.#mlp.sums(this.#shards) : undefined;
    return {
      kernel: 'kuramotoVjp',
      items: shards,
      grain: 1,
      block: {
        ...this.#common(),
        ...{ s: state.s, v: cotangent.s, u: cotangent.x, out: out.s, g, pull, tiles: state.tiles, shards, inverses },
        traceOffset: vjpTrace(this.#sizes),
        edgeSums: own.wanted ? own.sums.open() : 0,
        edgeSumsStride: own.sums.stride,
        couplingSums: coupling?.wanted ? coupling.sums.open() : 0,
        couplingSumsStride: coupling?.sums.stride ?? 0,
        commonSums: own.commonWanted ? own.commonSums.open() : 0,
        commonSumsStride: own.commonSums.stride,
        couplingCommonSums: coupling?.commonWanted ? coupling.commonSums.open() : 0,
        couplingCommonSumsStride: coupling?.commonSums.stride ?? 0,
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

  /** E_K and E_HK / kappaK of every sample. */
  energies(state: WasmState, g: number): PairEnergies {
    const energies = new PairEnergies(this.#region, state.tiles);
    for (const table of [this.#pairs, ...(this.#coupling === undefined ? [] : [this.#coupling])]) {
      energies.add(table, {
        ...{ s: state.s, g, neurons: this.#N, dimension: this.#D, mlp: this.#mlp?.table ?? 0 },
        ...{ traceBytes: this.#mlp?.traceBytes ?? 0, scratch: this.#scratch, scratchBytes: this.#scratchBytes },
      });
    }
    return energies;
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
    const rotation = this.#rotation;
    return {
      neurons: this.#N,
      dimension: this.#D,
      pairs: this.#pairs.pass,
      coupling: this.#coupling?.pass ?? 0,
      omega: rotation?.matrices ?? 0,
      omegaStride: rotation?.stride ?? 0,
      mlp: this.#mlp?.table ?? 0,
      scratch: this.#scratch,
      scratchBytes: this.#scratchBytes,
    };
  }
}

/** One pass over edges a graph, but two where an MLP and a coupling share it. */
function passesOf(pairs: readonly GraphTerms[]): readonly GraphTerms[] {
  return pairs.flatMap((terms) => {
    const { graph, laws, mlp } = terms;
    if (mlp === undefined || laws.length === 0) return [terms];
    return [
      { graph, laws: [], mlp },
      { graph, laws },
    ];
  });
}
