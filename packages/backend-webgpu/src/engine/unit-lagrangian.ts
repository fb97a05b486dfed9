import type { ResolvedLayer } from '@hkmem/backend';
import type { UnitLagrangian } from '../kernels/lagrangian.ts';

/** The Lagrangian of the threshold units, where all share one of single units. */
export function unitLagrangian(layers: readonly ResolvedLayer[]): UnitLagrangian | undefined {
  const law = layers[0]?.lagrangian;
  if (law === undefined || law.kind === 'joint') return undefined;
  const alike = layers.every(({ lagrangian }) => lagrangian.kind !== 'joint' && lagrangian.identity === law.identity);
  return alike ? { law, layered: layers.length > 1 } : undefined;
}

/** Of each parameter that layers have for themselves: its place in the buffer of parameters for every unit, [N]. */
export function lagrangianTables(
  layers: readonly ResolvedLayer[],
  offsets: ReadonlyMap<string, number>,
): ReadonlyMap<string, Uint32Array> {
  const units = unitLagrangian(layers);
  if (units === undefined || !units.layered) return new Map();
  return new Map(
    units.law.parameters.map(({ name, per }) => {
      const places = layers.flatMap(({ size, paths }) => {
        const start = offsets.get(paths[name]!)!;
        return Array.from({ length: size }, (_, k) => (per === 'neuron' ? start + k : start));
      });
      return [name, Uint32Array.from(places)];
    }),
  );
}
