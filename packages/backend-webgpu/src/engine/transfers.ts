import type { HostState, TensorState } from '@hkmem/backend';
import type { DeviceBuffer } from '../device/device.ts';
import { transposeKernel, transposeTile } from '../kernels/transpose.ts';
import type { EngineContext } from './context.ts';
import type { WebgpuState } from './state.ts';

/** Moves states between the device's layout and that of host arrays and tensors, x [B, N] and s [B, N, D]. */
export class Transfers {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  write(state: WebgpuState, host: HostState): void {
    const parts = this.#parts(state.batch);
    for (const { name, rows, at } of parts) {
      const values = host[name];
      if (values === undefined || rows === 0) continue;
      const rowMajor = this.#rowMajor(state.batch);
      this.#context.device.write(rowMajor, 0, Float32Array.from(values));
      this.#transpose(rowMajor, 0, state.buffer, at, state.batch, rows);
    }
  }

  async read(state: WebgpuState): Promise<HostState> {
    const rowMajor = this.#toRowMajor(state);
    const words = this.#context.layout.stateWords(state.batch);
    const values = new Float32Array(await this.#context.device.read(rowMajor, 0, words));
    const xWords = this.#context.layout.xWords(state.batch);
    return {
      ...(xWords > 0 ? { x: values.slice(0, xWords) } : {}),
      ...(xWords < words ? { s: values.slice(xWords) } : {}),
    };
  }

  writeTensors(state: WebgpuState, tensors: TensorState): void {
    const parts = this.#parts(state.batch);
    for (const { name, rows, at } of parts) {
      const tensor = tensors[name];
      if (tensor === undefined) continue;
      const rowMajor = this.#rowMajor(state.batch);
      this.#context.device.copyTensor(tensor, rowMajor, 0);
      this.#transpose(rowMajor, 0, state.buffer, at, state.batch, rows);
    }
  }

  readTensors(state: WebgpuState): TensorState {
    const { layout, device } = this.#context;
    const { N, D } = layout;
    const rowMajor = this.#toRowMajor(state);
    const s = layout.xWords(state.batch);
    return {
      ...(s > 0 ? { x: device.tensorOf(rowMajor, 0, [state.batch, N]) } : {}),
      ...(D > 0 ? { s: device.tensorOf(rowMajor, s, [state.batch, N, D]) } : {}),
    };
  }

  #toRowMajor(state: WebgpuState): DeviceBuffer {
    const rowMajor = this.#rowMajor(state.batch);
    for (const { rows, at } of this.#parts(state.batch)) {
      this.#transpose(state.buffer, at, rowMajor, at, rows, state.batch);
    }
    return rowMajor;
  }

  #rowMajor(batch: number): DeviceBuffer {
    return this.#context.scratch('row major', this.#context.layout.stateWords(batch));
  }

  /** The parts of a state: rows per sample, and where they start in both layouts. */
  #parts(batch: number): readonly { readonly name: 'x' | 's'; readonly rows: number; readonly at: number }[] {
    const { layout } = this.#context;
    return [
      { name: 'x', rows: layout.threshold === undefined ? 0 : layout.N, at: 0 },
      { name: 's', rows: layout.N * layout.D, at: layout.xWords(batch) },
    ];
  }

  #transpose(
    source: DeviceBuffer,
    sourceAt: number,
    out: DeviceBuffer,
    outAt: number,
    rows: number,
    columns: number,
  ): void {
    const kernel = this.#context.kernel('transpose', transposeKernel);
    const tiles = Math.ceil(rows / transposeTile) * Math.ceil(columns / transposeTile);
    const words = 2 * rows * columns;
    this.#context.run(kernel, [source, out], 1, { rows, columns, sourceAt, outAt }, tiles, { flops: 0, words });
  }
}
