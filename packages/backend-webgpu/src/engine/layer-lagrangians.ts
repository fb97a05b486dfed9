import type { JointLagrangian } from '@hkmem/backend';
import type { DeviceBuffer } from '../device/device.ts';
import {
  jointKernel,
  jointReverseKernel,
  layerActivityKernel,
  layerValueKernel,
  productSumsKernel,
  sampleColumns,
} from '../kernels/joint.ts';
import { lagrangianField } from '../kernels/lagrangian.ts';
import { buffersOf, type EngineContext } from './context.ts';
import type { LagrangianGradients, UnitPass } from './lagrangian-gradients.ts';
import type { LayerGroup } from './layer-groups.ts';
import type { ParameterStore } from './parameters.ts';

/**
 * Lagrangians of layers that stand for themselves, and joint ones: activities, L and reverse passes layer by layer. Where all
 * units share a Lagrangian of single units, none of this is used.
 */
export class LayerLagrangians {
  readonly #context: EngineContext;
  readonly #parameters: ParameterStore;

  constructor(context: EngineContext, parameters: ParameterStore) {
    this.#context = context;
    this.#parameters = parameters;
  }

  /** Activities into what is prepared, and L of joint ones. */
  activities(state: DeviceBuffer, prepared: DeviceBuffer, batch: number): void {
    let joints = 0;
    for (const group of this.#context.layout.groupsOfUnits) {
      if (group.joint !== undefined) this.#jointActivity(group, group.joint, state, prepared, batch, joints++);
      else this.#layerActivity(group, state, prepared, batch);
    }
  }

  /** Adds L of the layers of single units to that of the joint ones, once activities are prepared. */
  values(state: DeviceBuffer, prepared: DeviceBuffer, batch: number, logSumAt: number): void {
    const { layout, device } = this.#context;
    if (layout.groupsOfUnits.every(({ joint }) => joint === undefined)) device.clear(prepared, logSumAt, batch);
    for (const group of layout.groupsOfUnits) {
      const { units, start, size } = group;
      if (units === undefined) continue;
      const { columns, subgroups } = this.#sharing(batch);
      const kernel = this.#context.kernel(`layerValue ${group.key} ${subgroups}`, () => {
        return layerValueKernel(units, subgroups);
      });
      const named = { parameters: this.#parameters.values, state, prepared };
      const values = { columns, unitsAt: start, units: size, ...this.#places(group) };
      const cost = { flops: 10 * size * batch, words: size * batch };
      this.#context.run(kernel, buffersOf(kernel, named), batch, values, Math.ceil(batch / columns), cost);
    }
  }

  /** out.x = (d2L/dx2) dg - u with dg in out.x before; tells whether sums over units wait to be settled. */
  reverse(
    pass: UnitPass,
    prepared: DeviceBuffer,
    gradients: LagrangianGradients,
    trainable: ReadonlySet<string>,
  ): boolean {
    let waiting = false;
    for (const group of this.#context.layout.groupsOfUnits) {
      if (group.joint === undefined) {
        const added = gradients.add(pass, group, gradients.wanted(group, trainable));
        waiting ||= added;
      } else {
        const wanted = gradients.wanted(group, trainable).length > 0;
        this.#jointReverse(pass, group, group.joint, prepared, wanted, gradients.buffer);
        waiting ||= wanted;
      }
    }
    return waiting;
  }

  #jointActivity(
    group: LayerGroup,
    { name, beta }: JointLagrangian,
    state: DeviceBuffer,
    prepared: DeviceBuffer,
    batch: number,
    before: number,
  ): void {
    const { columns, subgroups } = this.#sharing(batch);
    const parameter = typeof beta === 'object';
    const kernel = this.#context.kernel(`${name} ${parameter} ${subgroups}`, () => {
      return jointKernel({ name, parameter, subgroups });
    });
    const values = { columns, add: before > 0 ? 1 : 0, ...this.#fields(group) };
    const named = { state, parameters: this.#parameters.values, prepared };
    const cost = { flops: 8 * group.size * batch, words: 2 * group.size * batch };
    this.#context.run(kernel, buffersOf(kernel, named), batch, values, Math.ceil(batch / columns), cost);
  }

  #layerActivity(group: LayerGroup, state: DeviceBuffer, prepared: DeviceBuffer, batch: number): void {
    const units = group.units!;
    const kernel = this.#context.kernel(`layerActivity ${group.key}`, () => layerActivityKernel(units));
    const count = group.size * batch;
    const values = { count, unitsAt: group.start, ...this.#places(group) };
    const named = { state, parameters: this.#parameters.values, prepared };
    const cost = { flops: 4 * count, words: 2 * count };
    this.#context.run(kernel, buffersOf(kernel, named), batch, values, Math.ceil(count / kernel.workgroup), cost);
  }

  #jointReverse(
    { state, cotangent, out, batch }: UnitPass,
    group: LayerGroup,
    { name, beta }: JointLagrangian,
    prepared: DeviceBuffer,
    trains: boolean,
    gradients: DeviceBuffer,
  ): void {
    const { columns, subgroups } = this.#sharing(batch);
    const parameter = typeof beta === 'object';
    const kernel = this.#context.kernel(`${name}Reverse ${parameter} ${trains} ${subgroups}`, () => {
      return jointReverseKernel({ name, parameter, products: trains, subgroups });
    });
    const count = group.size * batch;
    const products = trains ? this.#context.scratch('joint products', count) : out;
    const named = { state, prepared, parameters: this.#parameters.values, cotangent, out, products };
    const values = { columns, ...this.#fields(group) };
    const cost = { flops: 5 * count, words: 4 * count };
    this.#context.run(kernel, buffersOf(kernel, named), batch, values, Math.ceil(batch / columns), cost);
    if (!trains) return;
    const own = this.#context.subgroups;
    const sums = this.#context.kernel('productSums', () => productSumsKernel(own));
    const sumsAt = group.sums.get('beta')!;
    const summing = { flops: count, words: count + 2 * group.size };
    this.#context.run(sums, [products, gradients], batch, { sumsAt }, group.size, summing);
  }

  #sharing(batch: number): { readonly columns: number; readonly subgroups: boolean } {
    const columns = sampleColumns(batch);
    return { columns, subgroups: this.#context.subgroups && columns === 1 };
  }

  #fields({ start, size, joint, paths }: LayerGroup): Record<string, number> {
    const beta = joint!.beta;
    const { layout } = this.#context;
    const read = typeof beta === 'number' ? { beta } : { betaAt: layout.offset(paths['beta']!) };
    return { unitsAt: start, units: size, ...read };
  }

  /** Where the parameters of a layer of single units start. */
  #places({ units, paths }: LayerGroup): Record<string, number> {
    const { layout } = this.#context;
    const names = units!.law.parameters.map(({ name }) => name);
    return Object.fromEntries(names.map((name) => [lagrangianField(name), layout.offset(paths[name]!)]));
  }
}
