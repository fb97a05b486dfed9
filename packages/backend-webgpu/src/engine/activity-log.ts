import type { DeviceBuffer } from '../device/device.ts';
import { productTile } from '../kernels/product.ts';
import { biasGradientKernel, biasGroup, logKernel, weightGradientKernel } from '../kernels/weight-gradient.ts';
import { buffersOf, type EngineContext } from './context.ts';

/** Reverse passes whose u and g are kept before the weight gradient is formed, and the memory they may take. */
const mostPasses = 32;
const mostWords = 2 ** 24;

/** Values [N, B] in a buffer, or their activities. */
export interface Operand {
  readonly buffer: DeviceBuffer;
  readonly at: number;
  /** Whether the activities of the values are meant. */
  readonly activity: boolean;
}

/** What the gradients of weights and biases are wanted of. */
export interface LogTargets {
  readonly weights: boolean;
  readonly bias: boolean;
}

/**
 * Cotangents u and activities g of past reverse passes. The weight gradient, sum u g^T, is formed from many passes at
 * once: one product of depth passes x B instead of one of depth B each, which would read and write the whole gradient
 * every time.
 */
export class ActivityLog {
  readonly #context: EngineContext;
  #batch = 0;
  #passes = 0;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  get empty(): boolean {
    return this.#passes === 0;
  }

  /** Whether another pass of that batch size needs the log to be emptied first. */
  full(batch: number): boolean {
    return this.#passes > 0 && (batch !== this.#batch || this.#passes === this.#capacity(batch));
  }

  /** Adds a pass whose g is `operand`. */
  add(
    operand: Operand,
    cotangent: DeviceBuffer,
    { batch, parameters }: { batch: number; parameters: DeviceBuffer },
  ): void {
    const { layout, indices } = this.#context;
    const kernel = this.#context.kernel('log', () => logKernel(layout.lagrangian));
    const named = { operand: operand.buffer, cotangent, parameters, indices, record: this.#buffer(batch) };
    const buffers = buffersOf(kernel, named);
    const count = layout.N * batch;
    const values = {
      firstSample: this.#passes * batch,
      operandAt: operand.at,
      operandActivity: operand.activity ? 1 : 0,
    };
    this.#batch = batch;
    this.#passes++;
    this.#context.runFlat(kernel, buffers, batch, values, count, { flops: count, words: 4 * count });
  }

  /** Adds the gradients of all logged passes and empties the log. */
  settle(gradients: DeviceBuffer, { weights, bias }: LogTargets): void {
    const { layout, indices } = this.#context;
    const buffer = this.#buffer(this.#batch);
    const samples = this.#passes * this.#batch;
    const logged = 2 * layout.padded * samples;
    if (weights) {
      const kernel = this.#context.kernel('weightGradient', weightGradientKernel);
      const results = layout.weightPairs * productTile ** 2;
      const loads = layout.weightPairs * 4 * productTile * samples;
      const cost = { flops: 4 * results * samples, words: logged + 4 * results, loads };
      this.#context.run(kernel, [indices, buffer, gradients], this.#batch, { samples }, layout.weightPairs, cost);
    }
    if (bias) {
      const kernel = this.#context.kernel('biasGradient', biasGradientKernel);
      const cost = { flops: layout.N * samples, words: logged / 2 + 2 * layout.N };
      this.#context.run(kernel, [buffer, gradients], this.#batch, { samples }, Math.ceil(layout.N / biasGroup), cost);
    }
    this.clear();
  }

  clear(): void {
    this.#passes = 0;
  }

  #capacity(batch: number): number {
    const { device, layout } = this.#context;
    const most = Math.min(mostWords, device.limits.bindingBytes / 4);
    return Math.max(1, Math.min(mostPasses, Math.floor(most / (2 * layout.padded * batch))));
  }

  #buffer(batch: number): DeviceBuffer {
    return this.#context.scratch('activity log', this.#capacity(batch) * 2 * this.#context.layout.padded * batch);
  }
}
