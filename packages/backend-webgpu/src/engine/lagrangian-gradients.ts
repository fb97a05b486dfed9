import type { DeviceBuffer } from '../device/device.ts';
import { lagrangianField, unitFlops, unitSumsField } from '../kernels/lagrangian.ts';
import { lagrangianGradientKernel } from '../kernels/lagrangian-gradient.ts';
import { sumRowsKernel } from '../kernels/sum-rows.ts';
import { reductionLanes } from '../kernels/text.ts';
import { buffersOf, type EngineContext } from './context.ts';
import type { LayerGroup } from './layer-groups.ts';
import type { ParameterStore } from './parameters.ts';

/** Where a reverse pass has its state, its cotangent, and the cotangent of g that becomes that of x. */
export interface UnitPass {
  readonly state: DeviceBuffer;
  readonly cotangent: DeviceBuffer;
  readonly out: DeviceBuffer;
  readonly batch: number;
}

/** Gradients of the parameters of Lagrangians. */
export class LagrangianGradients {
  readonly buffer: DeviceBuffer;
  readonly #context: EngineContext;
  readonly #parameters: ParameterStore;

  constructor(context: EngineContext, parameters: ParameterStore, buffer: DeviceBuffer) {
    this.#context = context;
    this.#parameters = parameters;
    this.buffer = buffer;
  }

  /** Names of those parameters of a group that have a trainable path. */
  wanted({ layers, units, joint }: LayerGroup, trainable: ReadonlySet<string>): readonly string[] {
    const names = joint === undefined ? units!.law.parameters.map(({ name }) => name) : ['beta'];
    return names.filter((name) => layers.some(({ paths }) => trainable.has(paths[name] ?? '')));
  }

  /** Finishes out.x of single units, which holds the cotangent of g; tells whether sums over units wait to be settled. */
  add({ state, cotangent, out, batch }: UnitPass, group: LayerGroup, names: readonly string[]): boolean {
    const { layout, indices, subgroups } = this.#context;
    const units = group.units!;
    const kernel = this.#context.kernel(`lagrangianGradient ${group.key} ${names.join()}`, () => {
      return lagrangianGradientKernel(units, names, subgroups);
    });
    const parameters = this.#parameters.values;
    const buffers = buffersOf(kernel, { parameters, indices, state, cotangent, out, gradients: this.buffer });
    const shared = names.filter((name) => group.sums.has(name));
    const own = units.layered || layout.lagrangian !== undefined ? [] : units.law.parameters;
    const values = {
      unitsAt: group.start,
      ...Object.fromEntries(shared.map((name) => [unitSumsField(name), group.sums.get(name)!])),
      ...Object.fromEntries(own.map(({ name }) => [lagrangianField(name), layout.offset(group.paths[name]!)])),
    };
    const count = group.size * batch;
    const flops = unitFlops(units, [units.law.slope, ...units.law.parameterSlopes]) + 2 + 2 * names.length;
    const cost = { flops: flops * count, words: 4 * count + 2 * group.size * names.length };
    this.#context.run(kernel, buffers, batch, values, group.size, cost);
    return shared.length > 0;
  }

  /** Turns the sums over units into gradients, each in one fixed order. */
  settle(trainable: ReadonlySet<string>): void {
    const { layout } = this.#context;
    for (const group of layout.groupsOfUnits) {
      for (const [name, sums] of group.sums) {
        const parameter = group.units?.law.parameters.find((each) => each.name === name);
        const whole = parameter?.per === 'one' || group.layers.length === 1;
        const runs = whole ? [{ ...group.layers[0]!, start: group.start, size: group.size }] : group.layers;
        for (const { start, size, paths } of runs) {
          const path = paths[name]!;
          if (trainable.has(path)) this.#sum(sums + start - group.start, size, layout.offset(path));
        }
      }
    }
  }

  #sum(sumsAt: number, rows: number, into: number): void {
    const kernel = this.#context.kernel('sumRows', () => sumRowsKernel(reductionLanes, this.#context.subgroups));
    const values = { rows, width: 1, first: 0, sumsAt, into };
    this.#context.run(kernel, [this.buffer], 1, values, 1, { flops: rows, words: rows });
  }
}
