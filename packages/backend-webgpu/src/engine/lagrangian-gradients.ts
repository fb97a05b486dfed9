import type { DeviceBuffer } from '../device/device.ts';
import { unitFlops, unitSumsField } from '../kernels/lagrangian.ts';
import { lagrangianGradientKernel } from '../kernels/lagrangian-gradient.ts';
import { sumRowsKernel } from '../kernels/sum-rows.ts';
import { reductionLanes } from '../kernels/text.ts';
import { buffersOf, type EngineContext } from './context.ts';
import type { ParameterStore } from './parameters.ts';

/** Where a reverse pass has its state, its cotangent, and the cotangent of g that becomes that of x. */
export interface UnitPass {
  readonly state: DeviceBuffer;
  readonly cotangent: DeviceBuffer;
  readonly out: DeviceBuffer;
  readonly batch: number;
}

/** Gradients of the parameters of a Lagrangian of single units. */
export class LagrangianGradients {
  readonly #context: EngineContext;
  readonly #parameters: ParameterStore;
  readonly #buffer: DeviceBuffer;

  constructor(context: EngineContext, parameters: ParameterStore, buffer: DeviceBuffer) {
    this.#context = context;
    this.#parameters = parameters;
    this.#buffer = buffer;
  }

  /** Names of those parameters that have a trainable path. */
  wanted(trainable: ReadonlySet<string>): readonly string[] {
    const { lagrangian, layers } = this.#context.layout;
    const names = lagrangian?.law.parameters.map(({ name }) => name) ?? [];
    return names.filter((name) => layers.some(({ paths }) => trainable.has(paths[name]!)));
  }

  /** Finishes out.x, which holds the cotangent of g; tells whether sums over units wait to be settled. */
  add({ state, cotangent, out, batch }: UnitPass, names: readonly string[]): boolean {
    const { layout, indices, subgroups } = this.#context;
    const units = layout.lagrangian!;
    const kernel = this.#context.kernel(`lagrangianGradient ${names.join()}`, () => {
      return lagrangianGradientKernel(units, names, subgroups);
    });
    const parameters = this.#parameters.values;
    const buffers = buffersOf(kernel, { parameters, indices, state, cotangent, out, gradients: this.#buffer });
    const shared = names.filter((name) => layout.unitSums.has(name));
    const values = Object.fromEntries(shared.map((name) => [unitSumsField(name), layout.unitSums.get(name)!]));
    const count = layout.N * batch;
    const flops = unitFlops(units, [units.law.slope, ...units.law.parameterSlopes]) + 2 + 2 * names.length;
    const cost = { flops: flops * count, words: 4 * count + 2 * layout.N * names.length };
    this.#context.run(kernel, buffers, batch, values, layout.N, cost);
    return shared.length > 0;
  }

  /** Turns the sums over units into gradients, each in one fixed order. */
  settle(trainable: ReadonlySet<string>): void {
    const { layout } = this.#context;
    for (const [name, sums] of layout.unitSums) {
      const one = layout.lagrangian!.law.parameters.find((parameter) => parameter.name === name)!.per === 'one';
      const runs = one ? [{ ...layout.layers[0]!, start: 0, size: layout.N }] : layout.layers;
      for (const { start, size, paths } of runs) {
        if (trainable.has(paths[name]!)) this.#sum(sums + start, size, layout.offset(paths[name]!));
      }
    }
  }

  #sum(sumsAt: number, rows: number, into: number): void {
    const kernel = this.#context.kernel('sumRows', () => sumRowsKernel(reductionLanes, this.#context.subgroups));
    const values = { rows, width: 1, first: 0, sumsAt, into };
    this.#context.run(kernel, [this.#buffer], 1, values, 1, { flops: rows, words: rows });
  }
}
