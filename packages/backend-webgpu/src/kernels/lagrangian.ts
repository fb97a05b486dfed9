import { flopsOf, type LagrangianLaw, type Node, programOf, type WgslFunction, wgslFunction } from '@hkmem/laws';
import type { FieldType, StorageType } from '../device/kernel.ts';

/** A Lagrangian of single threshold units, and how its parameters are found. */
export interface UnitLagrangian {
  /** L(x; theta). */
  readonly law: LagrangianLaw;
  /**
   * Whether layers have parameters of their own: then each parameter has a table in `indices` that gives its place for
   * every unit.
   */
  readonly layered: boolean;
}

/** Field that says where a parameter, or its table, starts. */
export function lagrangianField(name: string): string {
  return `lagrangian_${name}`;
}

/** Field that says where the sums over samples of a parameter that units share start. */
export function unitSumsField(name: string): string {
  return `unitSums_${name}`;
}

/** Fields of a Lagrangian's parameters, and the buffers that they are read from. */
export function lagrangianInterface(units: UnitLagrangian | undefined): {
  readonly storage: Record<string, StorageType>;
  readonly fields: Record<string, FieldType>;
} {
  if (units === undefined || units.law.parameters.length === 0) return { storage: {}, fields: {} };
  const fields = units.law.parameters.map(({ name }) => [lagrangianField(name), 'u32' as const]);
  return {
    storage: { parameters: 'f32', ...(units.layered ? { indices: 'u32' as const } : {}) },
    fields: Object.fromEntries(fields),
  };
}

/** WGSL of the place of unit `i`'s parameter in `parameters`, and of its gradient in `gradients`. */
export function lagrangianPlace({ law, layered }: UnitLagrangian, name: string): string {
  const start = `given.${lagrangianField(name)}`;
  if (layered) return `indices[${start} + i]`;
  return law.parameters.find((parameter) => parameter.name === name)!.per === 'neuron' ? `${start} + i` : start;
}

/** WGSL function of unit `i` and its state `x`. */
export function unitFunction(units: UnitLagrangian, name: string, outputs: readonly Node[]): WgslFunction {
  const { law } = units;
  const places = law.parameters.map((each) => [each.name, `parameters[${lagrangianPlace(units, each.name)}]`]);
  return wgslFunction(law.arena, name, 'i: u32, x: f32', outputs, { x: 'x', ...Object.fromEntries(places) });
}

/** Operations of parts of a Lagrangian for one unit. */
export function unitFlops({ law }: UnitLagrangian, outputs: readonly Node[]): number {
  return flopsOf(programOf(law.arena, outputs, 'float32'));
}
