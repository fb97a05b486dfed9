import { type ArrayFunction, arrayFunction, type Input, type LagrangianLaw } from '@hkmem/laws';
import type { ParameterPaths } from '../contract/resolved-system.ts';
import type { Activation } from './activation.ts';
import type { Float64Parameters } from './float64-parameters.ts';

interface Compiled {
  readonly value: ArrayFunction;
  readonly activity: ArrayFunction;
  readonly slope: ArrayFunction;
  readonly parameterSlopes: ArrayFunction;
}

const compiledLaws = new WeakMap<LagrangianLaw, Compiled>();

function compiled(law: LagrangianLaw): Compiled {
  const { arena, value, activity, slope, parameterSlopes } = law;
  const made = compiledLaws.get(law) ?? {
    value: arrayFunction(arena, [value]),
    activity: arrayFunction(arena, [activity]),
    slope: arrayFunction(arena, [slope]),
    parameterSlopes: arrayFunction(arena, parameterSlopes),
  };
  compiledLaws.set(law, made);
  return made;
}

/** A law with its parameters read out: per `neuron` one per unit, otherwise one for all. */
export function lawActivation(law: LagrangianLaw, paths: ParameterPaths, parameters: Float64Parameters): Activation {
  const { value, activity, slope, parameterSlopes } = compiled(law);
  const inputs: Record<string, Input> = {};
  for (const { name, per } of law.parameters) {
    const values = parameters[paths[name]!]!;
    inputs[name] = per === 'neuron' ? values : values[0]!;
  }
  return {
    lagrangian(x) {
      const terms = new Float64Array(x.length);
      value.run({ ...inputs, x }, [terms], x.length);
      return terms.reduce((sum, term) => sum + term, 0);
    },
    activity: (x, g) => activity.run({ ...inputs, x }, [g], x.length),
    hessianProduct(x, _g, v, out) {
      const slopes = new Float64Array(x.length);
      slope.run({ ...inputs, x }, [slopes], x.length);
      for (let i = 0; i < x.length; i++) out[i] = slopes[i]! * v[i]!;
    },
    parameterVjp(x, v, gradients) {
      const targets = law.parameters.map(({ name }) => gradients[paths[name]!]);
      if (targets.every((target) => target === undefined)) return;
      const slopes = targets.map((target) => target && new Float64Array(x.length));
      parameterSlopes.run({ ...inputs, x }, slopes, x.length);
      targets.forEach((target, k) => {
        if (target === undefined) return;
        const perNeuron = law.parameters[k]!.per === 'neuron';
        for (let i = 0; i < x.length; i++) target[perNeuron ? i : 0]! += slopes[k]![i]! * v[i]!;
      });
    },
  };
}
