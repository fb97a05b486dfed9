import type { JointLagrangian, ParameterPaths } from '../contract/resolved-system.ts';
import type { Activation } from './activation.ts';
import type { Float64Parameters } from './float64-parameters.ts';
import { jointForms } from './joint-lagrangians.ts';

/** L(beta x) / beta of a layer, with beta read out; dg/dbeta . v is x . H(beta x) v, whatever L is. */
export function jointActivation(
  { name, beta }: JointLagrangian,
  paths: ParameterPaths,
  parameters: Float64Parameters,
): Activation {
  const form = jointForms[name];
  const factor = typeof beta === 'number' ? beta : parameters[paths[beta.name]!]![0]!;
  const scaled = (x: Float64Array): Float64Array => (factor === 1 ? x : x.map((entry) => factor * entry));
  return {
    lagrangian: (x) => form.value(scaled(x)) / factor,
    activity: (x, g) => form.activity(scaled(x), g),
    hessianProduct(x, g, v, out) {
      form.hessianProduct(scaled(x), g, v, out);
      for (let i = 0; i < out.length; i++) out[i]! *= factor;
    },
    parameterVjp(x, v, gradients) {
      const target = typeof beta === 'number' ? undefined : gradients[paths[beta.name]!];
      if (target === undefined) return;
      const [y, g, product] = [scaled(x), new Float64Array(x.length), new Float64Array(x.length)];
      form.activity(y, g);
      form.hessianProduct(y, g, v, product);
      target[0]! += x.reduce((sum, entry, i) => sum + entry * product[i]!, 0);
    },
  };
}
