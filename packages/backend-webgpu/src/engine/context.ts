import type { Device, DeviceBuffer, Dispatch } from '../device/device.ts';
import { dispatchFlat } from '../device/device.ts';
import type { Kernel } from '../device/kernel.ts';
import { lagrangianField } from '../kernels/lagrangian.ts';
import { pairField } from '../kernels/pair-law.ts';
import type { SystemLayout } from './layout.ts';

/** What the parts of an engine share: its device, where things lie, kernels made so far and buffers for passing use. */
export class EngineContext {
  readonly device: Device;
  readonly layout: SystemLayout;
  readonly indices: DeviceBuffer;
  /** Whether kernels add up over subgroups. */
  readonly subgroups: boolean;
  readonly #kernels = new Map<string, Kernel>();
  readonly #scratch = new Map<string, DeviceBuffer>();
  readonly #values = new Map<number, Readonly<Record<string, number>>>();

  constructor(device: Device, layout: SystemLayout, subgroups: boolean) {
    this.device = device;
    this.layout = layout;
    this.subgroups = subgroups;
    this.indices = device.allocate('neighbour lists', layout.indices.length, 'Use a graph with fewer edges.');
    device.write(this.indices, 0, layout.indices);
  }

  /** The kernel of that name, made at its first use; the name must tell all that it is made from within one engine. */
  kernel(name: string, make: () => Kernel): Kernel {
    let kernel = this.#kernels.get(name);
    if (kernel === undefined) {
      kernel = make();
      this.#kernels.set(name, kernel);
    }
    return kernel;
  }

  /** A buffer of at least that many words whose content lasts until the next use of the name. */
  scratch(name: string, words: number): DeviceBuffer {
    let buffer = this.#scratch.get(name);
    if (buffer === undefined || buffer.words < words) {
      if (buffer !== undefined) this.device.release(buffer);
      buffer = this.device.allocate(`scratch '${name}'`, words, 'Use a smaller batch.');
      this.#scratch.set(name, buffer);
    }
    return buffer;
  }

  /** Fields that kernels share, for a batch size: extents and where things lie. */
  values(batch: number): Readonly<Record<string, number>> {
    let values = this.#values.get(batch);
    if (values === undefined) {
      values = commonValues(this.layout, batch);
      this.#values.set(batch, values);
    }
    return values;
  }

  /** Runs a kernel on `tiles` workgroups; `batch` and `more` give its fields. */
  run(
    kernel: Kernel,
    buffers: readonly DeviceBuffer[],
    batch: number,
    more: Readonly<Record<string, number>>,
    tiles: number,
    cost: Dispatch['cost'],
  ): void {
    if (tiles === 0) return;
    this.device.dispatch({ kernel, buffers, values: { ...this.values(batch), ...more }, tiles, cost });
  }

  /** Runs a kernel with one invocation per index. */
  runFlat(
    kernel: Kernel,
    buffers: readonly DeviceBuffer[],
    batch: number,
    more: Readonly<Record<string, number>>,
    count: number,
    cost: Dispatch['cost'],
  ): void {
    dispatchFlat(this.device, { kernel, buffers, values: { ...this.values(batch), ...more }, cost }, count);
  }

  dispose(): void {
    for (const buffer of this.#scratch.values()) this.device.release(buffer);
    this.#scratch.clear();
    this.device.release(this.indices);
  }
}

/** Buffers in the order in which a kernel binds them, out of buffers by name. */
export function buffersOf(kernel: Kernel, buffers: Readonly<Record<string, DeviceBuffer>>): readonly DeviceBuffer[] {
  return kernel.storage.map(({ name }) => buffers[name]!);
}

/** What is prepared per batch, unit vectors first: where its parts start, and how many words it takes. */
export interface PreparedRuns {
  readonly tangentAt: number;
  readonly inverseAt: number;
  readonly activityAt: number;
  readonly logSumAt: number;
  readonly words: number;
}

export function preparedRuns(layout: SystemLayout, batch: number): PreparedRuns {
  const vectors = layout.N * layout.D * batch;
  const scalars = layout.N * batch;
  return {
    tangentAt: vectors,
    inverseAt: 2 * vectors,
    activityAt: 2 * vectors + scalars,
    logSumAt: 2 * vectors + 2 * scalars,
    words: 2 * vectors + 2 * scalars + batch,
  };
}

function commonValues(layout: SystemLayout, batch: number): Record<string, number> {
  const { coupling, interaction, at, derived } = layout;
  const offset = (path: string): number => layout.offsets.get(path) ?? 0;
  const layers = interaction?.mlp?.widths.slice(1) ?? [];
  return {
    ...preparedRuns(layout, batch),
    neurons: layout.N,
    padded: layout.padded,
    batch,
    sAt: layout.xWords(batch),
    rowsAt: at.rows,
    entriesAt: at.entries,
    couplingRowsAt: at.couplingRows,
    couplingEntriesAt: at.couplingEntries,
    tileRowsAt: at.tileRows,
    tileListAt: at.tileList,
    pairsAt: at.pairs,
    layers: layout.threshold?.layers?.length ?? 0,
    layersAt: at.layers,
    dimension: layout.D,
    omegaAt: derived.omega,
    perKappaH: 1 / (coupling?.kappaH ?? 1),
    perKappaK: 1 / (coupling?.kappaK ?? 1),
    weightsAt: layout.weightPaths.length === 0 ? 0 : offset(layout.weightPaths[0]!),
    biasAt: offset('hopfield.bias'),
    startAt: offset('start.s'),
    A: offset('kuramoto.A'),
    ...pairValues(layout),
    ...lagrangianValues(layout),
    ...Object.fromEntries(
      layers.flatMap((_, l) => [
        [`weights${l}`, offset(`kuramoto.mlp.weights.${l}`)],
        [`biases${l}`, offset(`kuramoto.mlp.biases.${l}`)],
      ]),
    ),
  };
}

/** Where the parameters of the laws of pairs start. */
function pairValues({ groups, offsets }: SystemLayout): Record<string, number> {
  const values: Record<string, number> = {};
  for (const { pair, targets } of groups.flatMap(({ terms }) => terms)) {
    for (const { path, per, names } of targets) {
      if (per !== 'weight') values[pairField(pair.term, names[0]!)] = offsets.get(path)!;
    }
  }
  return values;
}

/** Where the parameters of the Lagrangian, or their tables, start. */
function lagrangianValues({ lagrangian, lagrangianTables, layers, offsets }: SystemLayout): Record<string, number> {
  return Object.fromEntries(
    lagrangian?.law.parameters.map(({ name }) => {
      return [lagrangianField(name), lagrangianTables.get(name) ?? offsets.get(layers[0]!.paths[name]!)!];
    }) ?? [],
  );
}
