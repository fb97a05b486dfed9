import type { DeviceBuffer } from '../device/device.ts';
import { gatherKernel } from '../kernels/gather.ts';
import { gatherReverseKernel } from '../kernels/gather-reverse.ts';
import { interactionFlops } from '../kernels/interaction.ts';
import { pairFlops } from '../kernels/pair-law.ts';
import { prepareKernel } from '../kernels/prepare.ts';
import { productKernel, productResults, productTile, thinBatch, thinProductKernel } from '../kernels/product.ts';
import type { Operand } from './activity-log.ts';
import { buffersOf, type EngineContext, preparedRuns } from './context.ts';
import type { GradientStore } from './gradients.ts';
import type { LayerLagrangians } from './layer-lagrangians.ts';
import type { ParameterStore } from './parameters.ts';

/** The field and its reverse pass as sequences of dispatches. */
export class Passes {
  readonly #context: EngineContext;
  readonly #parameters: ParameterStore;
  readonly #gradients: GradientStore;
  readonly #layers: LayerLagrangians;

  constructor(context: EngineContext, parameters: ParameterStore, gradients: GradientStore, layers: LayerLagrangians) {
    this.#layers = layers;
    this.#context = context;
    this.#parameters = parameters;
    this.#gradients = gradients;
  }

  /** out = f(state). */
  field(state: DeviceBuffer, out: DeviceBuffer, batch: number): void {
    const { layout } = this.#context;
    const prepared = this.prepare(state, batch, { units: true, activity: !this.#onTheFly });
    if (layout.D > 0) this.#gather(prepared, undefined, out, batch);
    if (layout.threshold !== undefined) {
      this.#product('field', this.#activity(state, prepared, batch), { state, out }, batch);
    }
  }

  /** out = J^T cotangent; adds to the gradients. */
  reverse(state: DeviceBuffer, cotangent: DeviceBuffer, out: DeviceBuffer, batch: number): void {
    const { layout } = this.#context;
    const prepared = this.prepare(state, batch, { cotangent, units: true, activity: !this.#onTheFly });
    if (layout.D > 0) this.#gather(prepared, cotangent, out, batch);
    if (layout.threshold !== undefined) {
      const finished = this.#gradients.finishesUnits;
      const operand = { buffer: cotangent, at: 0, activity: false };
      this.#product(finished ? 'store' : 'reverse', operand, { state, out }, batch);
      if (finished) this.#gradients.finishUnits({ state, cotangent, out, batch }, prepared);
    }
    const operand = this.#activity(state, prepared, batch);
    this.#gradients.accumulate({ cotangent, prepared, operand, batch });
  }

  /** Turns cotangents of g in `out`'s x into those of x; adds to the gradients of the Lagrangian's parameters. */
  pullBackActivities(state: DeviceBuffer, out: DeviceBuffer, batch: number): void {
    const { layout, device } = this.#context;
    // What is taken off in a reverse pass, and is 0 here.
    const cotangent = this.#context.scratch('no cotangent', layout.stateWords(batch));
    device.clear(cotangent, 0, layout.stateWords(batch));
    const prepared = this.prepare(state, batch, { units: false, activity: layout.lagrangian === undefined });
    this.#gradients.finishUnits({ state, cotangent, out, batch }, prepared);
  }

  /** L of every sample into what is prepared, where layers stand for themselves; their activities are there. */
  lagrangians(state: DeviceBuffer, prepared: DeviceBuffer, batch: number): void {
    const { layout } = this.#context;
    if (layout.lagrangian !== undefined) return;
    this.#layers.values(state, prepared, batch, preparedRuns(layout, batch).logSumAt);
  }

  /** W g into a buffer of its own, g being prepared. */
  weighted(state: DeviceBuffer, prepared: DeviceBuffer, batch: number): DeviceBuffer {
    const out = this.#context.scratch('product', this.#context.layout.N * batch);
    const { activityAt } = preparedRuns(this.#context.layout, batch);
    const operand = { buffer: prepared, at: activityAt, activity: false };
    this.#product('store', operand, { state, out, fresh: true }, batch);
    return out;
  }

  /** Unit vectors if wanted, with a cotangent its tangent part, and g if wanted. */
  prepare(
    state: DeviceBuffer,
    batch: number,
    { cotangent, units, activity }: { cotangent?: DeviceBuffer; units: boolean; activity: boolean },
  ): DeviceBuffer {
    const { layout } = this.#context;
    const [N, D] = [layout.N, units ? layout.D : 0];
    const prepared = this.#context.scratch('prepared', preparedRuns(layout, batch).words);
    const pointwise = activity ? layout.lagrangian : undefined;
    const reverse = cotangent !== undefined && D > 0;
    if (D > 0 || pointwise !== undefined) {
      const kernel = this.#context.kernel(`prepare ${D} ${reverse} ${pointwise !== undefined}`, () => {
        return prepareKernel({ dimension: D, reverse, activity: pointwise });
      });
      const count = N * batch;
      const cost = {
        flops: count * (4 * D + (reverse ? 6 * D : 0) + (pointwise ? 4 : 0)),
        words: count * ((reverse ? 4 : 2) * D + (pointwise ? 2 : 0)),
      };
      const parameters = this.#parameters.values;
      const named = { state, ...(reverse && { cotangent }), parameters, indices: this.#context.indices, prepared };
      const buffers = buffersOf(kernel, named);
      this.#context.runFlat(kernel, buffers, batch, {}, count, cost);
    }
    if (activity && layout.threshold !== undefined && layout.lagrangian === undefined) {
      this.#layers.activities(state, prepared, batch);
    }
    return prepared;
  }

  /** Whether g is computed from x where it is read, since nothing but the product needs it. */
  get #onTheFly(): boolean {
    const { layout } = this.#context;
    return layout.D === 0 && layout.lagrangian !== undefined;
  }

  /** What g is: the activity of x, or what was prepared. */
  #activity(state: DeviceBuffer, prepared: DeviceBuffer, batch: number): Operand {
    const { layout } = this.#context;
    return this.#onTheFly
      ? { buffer: state, at: 0, activity: true }
      : { buffer: prepared, at: preparedRuns(layout, batch).activityAt, activity: false };
  }

  #gather(prepared: DeviceBuffer, cotangent: DeviceBuffer | undefined, out: DeviceBuffer, batch: number): void {
    const { layout, indices } = this.#context;
    const options = layout.gather!;
    const reverse = cotangent !== undefined;
    const kernel = this.#context.kernel(reverse ? 'gatherReverse' : 'gather', () => {
      return reverse ? gatherReverseKernel(options) : gatherKernel(options);
    });
    const buffers = [
      this.#parameters.values,
      this.#parameters.derived(),
      indices,
      prepared,
      ...(reverse ? [cotangent] : []),
      out,
    ];
    const [N, D] = [layout.N, layout.D];
    const law = options.coupling?.law;
    const coupled = law !== undefined;
    const edges = layout.edges + (options.coupling?.graph === 'own' ? layout.couplingEdges : 0);
    const perNeighbour = reverse ? 11 * D : 4 * D;
    const perOwn = interactionFlops(options.interaction, reverse ? 'forceVjp' : 'forceOf') + (reverse ? 2 : 1);
    const parts = law && [law.force, ...(reverse ? [law.adjoint.r, law.adjoint.gi] : [law.pullI])];
    const perBound = law === undefined ? 0 : pairFlops(law, parts!) + (reverse ? 7 : 4);
    const cost = {
      flops:
        2 * batch * (edges * perNeighbour + layout.edges * perOwn + layout.couplingEdges * perBound) +
        N * batch * (reverse ? 14 : 4) * D,
      words: N * batch * (D * (reverse ? 4 : 2) + (coupled ? (reverse ? 3 : 2) : 0)) + 4 * edges + 2 * layout.edges,
      loads: 2 * batch * (edges * D * (reverse ? 2 : 1) + layout.couplingEdges * (reverse ? 3 : 2)),
    };
    this.#context.runFlat(kernel, buffers, batch, {}, N * batch, cost);
  }

  #product(
    result: keyof typeof productResults,
    operand: Operand,
    { state, out, fresh }: { state: DeviceBuffer; out: DeviceBuffer; fresh?: boolean },
    batch: number,
  ): void {
    const { layout, indices } = this.#context;
    const thin = batch <= thinBatch;
    const kernel = thin
      ? this.#context.kernel('product thin', () => thinProductKernel(layout.lagrangian))
      : this.#context.kernel('product', () => productKernel(layout.lagrangian));
    const addOut = layout.coupling !== undefined && fresh !== true;
    const buffers = [this.#parameters.derived(), indices, this.#parameters.values, state, operand.buffer, out];
    const values = {
      operandAt: operand.at,
      operandActivity: operand.activity ? 1 : 0,
      result: productResults[result],
      addOut: addOut ? 1 : 0,
    };
    const count = layout.N * batch;
    const columnTiles = thin ? 1 : Math.ceil(batch / productTile);
    const cost = {
      flops: 2 * layout.fullTiles * productTile ** 2 * batch + 4 * count,
      words: layout.fullTiles * productTile ** 2 + count * ((result === 'store' ? 2 : 3) + (addOut ? 1 : 0)),
      loads: layout.fullTiles * productTile ** 2 * (thin ? 1 + batch / 4 : 2 * columnTiles),
    };
    const tiles = layout.rowTiles * columnTiles;
    this.#context.run(kernel, buffers, batch, values, tiles, cost);
  }
}
