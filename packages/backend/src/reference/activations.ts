import { lazyRecord } from '@hkmem/laws';
import { type ResolvedLayer, resolveSystem } from '../contract/resolved-system.ts';
import { type LagrangianName, lagrangianNames } from '../contract/system-spec.ts';
import type { Activation } from './activation.ts';
import type { Float64Parameters } from './float64-parameters.ts';
import { jointActivation } from './joint-activation.ts';
import { lawActivation } from './law-activation.ts';

/** The Lagrangians of all layers as one, with their parameters read out. */
export function activationOf(layers: readonly ResolvedLayer[], parameters: Float64Parameters): Activation {
  const parts = layers.map((layer) => ({
    part: (values: Float64Array) => values.subarray(layer.start, layer.start + layer.size),
    of: layerActivation(layer, parameters),
  }));
  if (parts.length === 1) return parts[0]!.of;
  return {
    lagrangian: (x) => parts.reduce((sum, { part, of }) => sum + of.lagrangian(part(x)), 0),
    activity(x, g) {
      for (const { part, of } of parts) of.activity(part(x), part(g));
    },
    hessianProduct(x, g, v, out) {
      for (const { part, of } of parts) of.hessianProduct(part(x), part(g), part(v), part(out));
    },
    parameterVjp(x, v, gradients) {
      for (const { part, of } of parts) of.parameterVjp(part(x), part(v), gradients);
    },
  };
}

function layerActivation({ lagrangian, paths }: ResolvedLayer, parameters: Float64Parameters): Activation {
  return lagrangian.kind === 'joint'
    ? jointActivation(lagrangian, paths, parameters)
    : lawActivation(lagrangian, paths, parameters);
}

/** Those with names, of all units together at inverse temperature 1. relu's slope at 0 is taken as 0. */
export const activations: Readonly<Record<LagrangianName, Activation>> = lazyRecord(
  Object.fromEntries(
    lagrangianNames.map((name) => [
      name,
      () => activationOf(resolveSystem({ neurons: 1, threshold: { activation: name } }).layers, {}),
    ]),
  ) as Record<LagrangianName, () => Activation>,
);
