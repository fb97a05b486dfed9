import { DeviceError, type Readout } from '@hkmem/backend';
import { readoutKernel, squaredErrorKernel } from '../kernels/readout.ts';
import type { EngineContext } from './context.ts';
import type { WebgpuState } from './state.ts';

/** Class outputs and the loss on them (arXiv 2505.03648, experiments). */
export class Readouts {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** [B, C]. */
  async outputs(state: WebgpuState, readout: Readout): Promise<Float32Array> {
    const { layout, device } = this.#context;
    const { kind, classes } = readout;
    const kernel = this.#context.kernel(`readout ${kind}`, () => readoutKernel(kind, layout.D));
    const count = state.batch * classes;
    const outputs = this.#context.scratch('outputs', count);
    const cost = { flops: 2 * layout.D * count, words: (2 * layout.D + 1) * count };
    this.#context.runFlat(kernel, [state.buffer, outputs], state.batch, { classes }, count, cost);
    return new Float32Array(await device.read(outputs, 0, count));
  }

  /** The mean squared error, and its gradient into `cotangent`. */
  async squaredError(
    state: WebgpuState,
    readout: Readout,
    labels: ArrayLike<number>,
    cotangent: WebgpuState,
  ): Promise<number> {
    const { layout, device } = this.#context;
    const { batch } = state;
    const { kind, classes } = readout;
    const kernel = this.#context.kernel(`squaredError ${kind}`, () =>
      squaredErrorKernel(kind, layout.D, this.#context.subgroups),
    );
    const [onDevice, loss] = [this.#context.scratch('labels', batch), this.#context.scratch('loss', 1)];
    device.write(onDevice, 0, Uint32Array.from(labels));
    device.clear(cotangent.buffer, 0, layout.stateWords(batch));
    const entries = batch * classes * Math.max(1, 2 * layout.D);
    const cost = { flops: 6 * entries, words: 3 * entries + batch };
    const buffers = [state.buffer, onDevice, cotangent.buffer, loss];
    this.#context.run(kernel, buffers, batch, { classes }, 1, cost);
    const [value] = new Float32Array(await device.read(loss, 0, 1));
    if (value === undefined) throw new DeviceError('the loss could not be read from the GPU.');
    return value;
  }
}
