import { lagrangianLaws, lazyRecord } from '@hkmem/laws';
import type { ResolvedLayer } from '../contract/resolved-system.ts';
import type { ActivationName } from '../contract/system-spec.ts';
import type { Activation } from './activation.ts';
import type { Float64Parameters } from './float64-parameters.ts';
import { lawActivation } from './law-activation.ts';
import { softmax } from './softmax.ts';

/** The Lagrangians of all layers as one, with their parameters read out. */
export function activationOf(layers: readonly ResolvedLayer[], parameters: Float64Parameters): Activation {
  const parts = layers.map(({ start, size, lagrangian, paths }) => ({
    part: (values: Float64Array) => values.subarray(start, start + size),
    of: lagrangian.kind === 'joint' ? softmax : lawActivation(lagrangian, paths, parameters),
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

/** Those with names: the laws of that name, and softmax, log sum e^x over all units. relu's slope at 0 is taken as 0. */
export const activations: Readonly<Record<ActivationName, Activation>> = lazyRecord({
  relu: () => lawActivation(lagrangianLaws.relu, {}, {}),
  tanh: () => lawActivation(lagrangianLaws.tanh, {}, {}),
  sigmoid: () => lawActivation(lagrangianLaws.sigmoid, {}, {}),
  identity: () => lawActivation(lagrangianLaws.identity, {}, {}),
  softmax: () => softmax,
});
