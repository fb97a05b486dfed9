import { parametersOfSystem } from '../../contract/parameter-info.ts';
import { parameterShapes } from '../../contract/parameters.ts';
import type { Comparison } from '../comparison.ts';
import type { EnginePair } from '../pair.ts';
import type { Check } from './check.ts';

/** The field, and the terms of the energy. */
export const checkField: Check = async (pair, comparison) => {
  const [state, out] = [pair.state('state'), pair.state()];
  pair.each((engine, k) => engine.field(state[k], out[k]));
  comparison.states('field', ...(await pair.both((engine, k) => engine.readState(out[k]))));
  await compareEnergies(pair, comparison, state, 'energy');
};

/** E_H, E_K and E_HK of a state on both engines. */
export async function compareEnergies(
  pair: EnginePair,
  comparison: Comparison,
  state: ReturnType<EnginePair['state']>,
  what: string,
): Promise<void> {
  const [got, expected] = await pair.both((engine, k) => engine.energies(state[k]));
  for (const name of ['hopfield', 'kuramoto', 'coupling'] as const) {
    comparison.same(`${what}: has ${name}`, got[name] !== undefined, expected[name] !== undefined);
    // Terms of order 1 to 10 that may cancel in a sample.
    if (expected[name]) comparison.close(`${what} ${name}`, got[name]!, expected[name], 1);
  }
}

/** Vector-Jacobian products with the gradients of all parameters, summed over two calls and set to 0, read or not. */
export const checkVjp: Check = async (pair, comparison) => {
  const { tested } = pair;
  const paths = [...parameterShapes(pair.case.spec).keys()].filter((path) => path !== 'start.s');
  await compareVjp(pair, comparison, paths, 'all');
  const [[state], [cotangent], [out]] = [pair.state('state'), pair.state('cotangent'), pair.state()];
  const forgetting = {
    'set to 0': () => tested.zeroGradients(),
    'wanted anew': () => tested.setTrainable(paths),
  };
  for (const [what, forget] of Object.entries(forgetting)) {
    tested.vjp(state, cotangent, out);
    forget();
    for (const path of paths) {
      const gradient = await tested.readGradient(path);
      comparison.close(`gradient of ${path} ${what}`, gradient, new Float64Array(gradient.length));
    }
  }
};

/** The same with the gradients of the case's trainable parameters alone: others are frozen. */
export const checkFrozenVjp: Check = (pair, comparison) => {
  return compareVjp(pair, comparison, pair.case.trainable ?? [], 'those wanted');
};

async function compareVjp(
  pair: EnginePair,
  comparison: Comparison,
  paths: readonly string[],
  what: string,
): Promise<void> {
  const [states, seconds] = [pair.state('state'), pair.state('second')];
  const [cotangents, outs] = [pair.state('cotangent'), pair.state()];
  pair.each((engine, k) => {
    engine.setTrainable(paths);
    engine.vjp(seconds[k], cotangents[k], outs[k]);
    engine.vjp(states[k], cotangents[k], outs[k]);
  });
  comparison.states(`vjp, ${what}`, ...(await pair.both((engine, k) => engine.readState(outs[k]))));
  for (const path of paths) {
    const [got, expected] = await pair.both((engine) => engine.readGradient(path));
    comparison.close(`gradient of ${path}, ${what}`, got, expected, gradientFloor(pair, path));
  }
}

/** Sums over a whole graph and batch may cancel; their terms are of order 1. */
function gradientFloor({ case: { spec } }: EnginePair, path: string): number {
  return parametersOfSystem(spec).some((info) => info.path === path && info.per === 'one') ? 1 : 0.1;
}
