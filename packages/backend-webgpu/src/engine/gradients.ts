import type { MlpSpec } from '@hkmem/backend';
import type { DeviceBuffer } from '../device/device.ts';
import { interactionFlops } from '../kernels/interaction.ts';
import { mlpSize } from '../kernels/mlp.ts';
import { mlpGradientKernel, mlpGradientWindow } from '../kernels/mlp-gradient.ts';
import { omegaSumsKernel, skewKernel } from '../kernels/omega.ts';
import { startGradientKernel, startGroup } from '../kernels/sphere.ts';
import { sumRowsKernel } from '../kernels/sum-rows.ts';
import { reductionLanes } from '../kernels/text.ts';
import { ActivityLog } from './activity-log.ts';
import type { EngineContext } from './context.ts';
import { EdgeGradients } from './edge-gradients.ts';
import { LagrangianGradients, type UnitPass } from './lagrangian-gradients.ts';
import type { LayerLagrangians } from './layer-lagrangians.ts';
import type { ParameterStore } from './parameters.ts';
import type { ReversePass } from './reverse-pass.ts';

/**
 * Gradients of the trainable parameters. Some passes add sums of their own first (of every edge or unit for parameters that
 * they share, blocks of rotations and of a shared MLP, logged activities); `settle` turns those into gradients once, before a gradient is read or a parameter
 * changes.
 */
export class GradientStore {
  readonly buffer: DeviceBuffer;
  readonly #context: EngineContext;
  readonly #parameters: ParameterStore;
  readonly #log: ActivityLog;
  readonly #edges: EdgeGradients;
  readonly #lagrangian: LagrangianGradients;
  readonly #layers: LayerLagrangians;
  #trainable: ReadonlySet<string> = new Set();
  #sumsPending = false;

  constructor(context: EngineContext, parameters: ParameterStore, layers: LayerLagrangians) {
    this.#layers = layers;
    this.#context = context;
    this.#parameters = parameters;
    this.#log = new ActivityLog(context);
    const way = 'Use fewer neurons or edges, or narrower MLPs.';
    this.buffer = context.device.allocate('gradients', context.layout.gradientWords, way);
    this.#edges = new EdgeGradients(context, parameters, this.buffer);
    this.#lagrangian = new LagrangianGradients(context, parameters, this.buffer);
  }

  setTrainable(paths: readonly string[]): void {
    this.#trainable = new Set(paths);
    this.zero();
  }

  zero(): void {
    this.#context.device.clear(this.buffer, 0, this.#context.layout.gradientWords);
    this.#log.clear();
    this.#sumsPending = false;
  }

  /** Adds what one reverse pass contributes to every trainable parameter. */
  accumulate(pass: ReversePass): void {
    const targets = this.#logTargets();
    if (targets.weights || targets.bias) {
      if (this.#log.full(pass.batch)) this.#log.settle(this.buffer, targets);
      this.#log.add(pass.operand, pass.cotangent, { batch: pass.batch, parameters: this.#parameters.values });
    }
    if (this.#edges.add(pass, this.#trainable)) this.#sumsPending = true;
    this.#addMlp(pass);
    if (this.#trainable.has('kuramoto.omega')) this.#addOmega(pass);
  }

  /** Whether a reverse pass must be ended by `finishUnits`: layer by layer, or since parameters of a Lagrangian are trained. */
  get finishesUnits(): boolean {
    const { lagrangian, groupsOfUnits } = this.#context.layout;
    if (lagrangian === undefined) return true;
    return groupsOfUnits.some((group) => this.#lagrangian.wanted(group, this.#trainable).length > 0);
  }

  /** Turns the cotangent of g in out.x into that of x, and adds to the gradients of the Lagrangians' parameters. */
  finishUnits(pass: UnitPass, prepared: DeviceBuffer): void {
    const { lagrangian, groupsOfUnits } = this.#context.layout;
    const trainable = this.#trainable;
    const [group] = groupsOfUnits;
    const waiting =
      lagrangian === undefined
        ? this.#layers.reverse(pass, prepared, this.#lagrangian, trainable)
        : this.#lagrangian.add(pass, group!, this.#lagrangian.wanted(group!, trainable));
    if (waiting) this.#sumsPending = true;
  }

  /** Adds to the start's gradient. */
  accumulateStart(cotangent: DeviceBuffer, batch: number): void {
    const { layout } = this.#context;
    const kernel = this.#context.kernel('startGradient', () => startGradientKernel(layout.D));
    const entries = layout.N * layout.D;
    const cost = { flops: entries * (batch + 6), words: entries * (batch + 3) };
    const buffers = [this.#parameters.values, cotangent, this.buffer];
    this.#context.run(kernel, buffers, batch, {}, Math.ceil(layout.N / startGroup), cost);
  }

  /** Turns sums that wait into gradients. Must be called before parameters change. */
  settle(): void {
    if (!this.#log.empty) this.#log.settle(this.buffer, this.#logTargets());
    if (!this.#sumsPending) return;
    const { device, layout } = this.#context;
    this.#edges.settle(this.#trainable);
    this.#lagrangian.settle(this.#trainable);
    if (this.#trainable.has('kuramoto.omega')) this.#settleOmega();
    if (layout.mlpRows > 0) this.#settleMlp();
    device.clear(this.buffer, layout.parameterWords, layout.gradientWords - layout.parameterWords);
    this.#sumsPending = false;
  }

  dispose(): void {
    this.#context.device.release(this.buffer);
  }

  #logTargets(): { weights: boolean; bias: boolean } {
    const paths = this.#context.layout.weightPaths;
    return { weights: paths.some((path) => this.#trainable.has(path)), bias: this.#trainable.has('hopfield.bias') };
  }

  #addMlp(pass: ReversePass): void {
    const { layout, indices } = this.#context;
    const mlp = layout.interaction?.mlp;
    if (mlp === undefined || !mlpPaths(mlp).some((path) => this.#trainable.has(path))) return;
    const kernel = this.#context.kernel('mlpGradient', () => mlpGradientKernel(mlp));
    const size = mlpSize(mlp);
    const edgesPerRow = mlp.perEdge ? 1 : layout.edgesPerMlpRow;
    const rows = mlp.perEdge ? layout.edges : layout.mlpRows;
    if (!mlp.perEdge) this.#sumsPending = true;
    const buffers = [this.#parameters.values, indices, pass.prepared, this.buffer];
    const cost = {
      flops: layout.edges * pass.batch * (6 * layout.D + 3 * interactionFlops(layout.interaction!, 'forceOf')),
      words: layout.N * pass.batch * 2 * layout.D + layout.edges * 3 + rows * size * 2,
      loads: layout.edges * pass.batch * (4 * layout.D + 2 * size),
    };
    for (let first = 0; first < size; first += mlpGradientWindow) {
      const values = { first, edges: layout.edges, edgesPerRow, edgesAt: layout.at.edges, sumsAt: layout.sums.mlp };
      this.#context.run(kernel, buffers, pass.batch, values, rows, cost);
    }
  }

  #addOmega(pass: ReversePass): void {
    const { layout } = this.#context;
    const kernel = this.#context.kernel('omegaSums', () => omegaSumsKernel(layout.D));
    const neuronsPerRow = Math.ceil(layout.N / layout.omegaRows);
    const values = { neuronsPerRow, sumsAt: layout.sums.omega };
    const vectors = layout.N * layout.D * pass.batch;
    const cost = { flops: 2 * vectors * layout.D, words: 2 * vectors + 2 * layout.omegaRows * layout.D ** 2 };
    this.#sumsPending = true;
    const rows = Math.ceil(layout.N / neuronsPerRow);
    this.#context.run(kernel, [pass.prepared, pass.cotangent, this.buffer], pass.batch, values, rows, cost);
  }

  #settleOmega(): void {
    const { layout } = this.#context;
    const local = layout.oscillators!.omega === 'local';
    const kernel = this.#context.kernel('settleOmega', () => {
      return skewKernel({ kind: local ? 'centred' : 'sum', accumulate: true, subgroups: this.#context.subgroups });
    });
    const values = {
      blocks: layout.omegaRows,
      sourceAt: layout.sums.omega,
      intoAt: layout.offset('kuramoto.omega'),
      // A global rotation is applied to row vectors, so its sums are those of the transpose.
      factor: local ? 1 : -1,
    };
    const words = layout.omegaRows * layout.D ** 2;
    this.#context.run(kernel, [this.buffer], 1, values, layout.D ** 2, { flops: 4 * words, words: 3 * words });
  }

  #settleMlp(): void {
    const { layout } = this.#context;
    const kernel = this.#context.kernel('sumRows', () => sumRowsKernel(reductionLanes, this.#context.subgroups));
    const mlp = layout.interaction!.mlp!;
    const width = mlpSize(mlp);
    let first = 0;
    for (const path of mlpPaths(mlp)) {
      const size = layout.size(path);
      if (this.#trainable.has(path)) {
        const values = { rows: layout.mlpRows, width, first, sumsAt: layout.sums.mlp, into: layout.offset(path) };
        const words = layout.mlpRows * size;
        this.#context.run(kernel, [this.buffer], 1, values, size, { flops: words, words });
      }
      first += size;
    }
  }
}

/** Where matrices and biases of an MLP are, layer by layer. */
function mlpPaths({ widths }: MlpSpec): readonly string[] {
  return widths.slice(1).flatMap((_, l) => [`kuramoto.mlp.weights.${l}`, `kuramoto.mlp.biases.${l}`]);
}
