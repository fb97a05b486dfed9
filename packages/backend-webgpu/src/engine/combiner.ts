import type { Term } from '@hkmem/backend';
import type { DeviceBuffer } from '../device/device.ts';
import { combineKernel } from '../kernels/combine.ts';
import type { EngineContext } from './context.ts';
import { type WebgpuState, webgpuState } from './state.ts';

/** Linear combinations of states, in as few dispatches as the device's number of storage buffers allows. */
export class Combiner {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** out = sum of terms, which may name `out` itself and one state more than once. */
  combine(out: WebgpuState, terms: readonly Term[]): void {
    const into = out.buffer;
    const coefficients = new Map<DeviceBuffer, number>();
    for (const [coefficient, state] of terms) {
      const { buffer } = webgpuState(state);
      coefficients.set(buffer, (coefficients.get(buffer) ?? 0) + coefficient);
    }
    let own = coefficients.get(into);
    coefficients.delete(into);
    const others = [...coefficients];
    const most = this.#context.device.limits.storageBuffers - 1;
    do {
      this.#dispatch(into, others.splice(0, most), own, out.batch);
      own = 1;
    } while (others.length > 0);
  }

  #dispatch(
    out: DeviceBuffer,
    others: readonly (readonly [DeviceBuffer, number])[],
    own: number | undefined,
    batch: number,
  ): void {
    const kernel = this.#context.kernel(`combine ${others.length} ${own !== undefined}`, () => {
      return combineKernel(others.length, own !== undefined);
    });
    const values = {
      own: own ?? 0,
      ...Object.fromEntries(others.map(([, coefficient], k) => [`coefficient${k}`, coefficient])),
    };
    const words = this.#context.layout.stateWords(batch);
    const read = others.length + (own === undefined ? 0 : 1);
    const cost = { flops: 2 * words * read, words: words * (read + 1) };
    const buffers = [...others.map(([buffer]) => buffer), out];
    this.#context.runFlat(kernel, buffers, batch, values, Math.ceil(words / 4), cost);
  }
}
