import type { AdamRule, LionRule } from '../../contract/optimiser.ts';
import type { Check } from './check.ts';
import { compareEnergies } from './flow.ts';

const shared = { rate: 0.1, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 } as const;
const lion: LionRule = { kind: 'lion', ...shared };
/** An epsilon of the size of gradients: with a small one a first step is their sign, noise where they are 0. */
const adam = (step: number): AdamRule => ({ kind: 'adam', ...shared, epsilon: 0.1, step });

/** Steps of both optimisers on every parameter, their running means, and what is computed with what they changed. */
export const checkOptimisers: Check = async (pair, comparison) => {
  const paths = [...pair.tested.shapes.keys()].filter((path) => path !== 'start.s');
  const [states, cotangents, outs] = [pair.state('state'), pair.state('cotangent'), pair.state()];
  pair.each((engine, k) => {
    engine.setTrainable(paths);
    engine.vjp(states[k], cotangents[k], outs[k]);
    for (const path of paths) {
      engine.optimise(path, adam(1));
      engine.optimise(path, adam(2));
    }
  });
  for (const path of paths) {
    comparison.close(`${path} after Adam`, ...(await pair.both((engine) => engine.readParameter(path))));
    for (const moment of ['first', 'second'] as const) {
      const means = await pair.both((engine) => engine.readMoment(path, moment));
      comparison.close(`${moment} mean of ${path}`, ...means, 0.01);
    }
  }
  const means = new Map<string, Float32Array>();
  for (const path of paths) {
    const [, gradient] = await pair.both((engine) => engine.readGradient(path));
    means.set(path, decidedMeans(gradient, pair.normal(`${path}/signs`, gradient.length)));
  }
  pair.each((engine, k) => {
    for (const path of paths) {
      engine.writeMoment(path, 'first', means.get(path)!);
      engine.optimise(path, lion);
    }
    engine.field(states[k], outs[k]);
  });
  for (const path of paths) {
    comparison.close(`${path} after Lion`, ...(await pair.both((engine) => engine.readParameter(path))));
    const [got, expected] = await pair.both((engine) => engine.readMoment(path, 'first'));
    comparison.close(`mean of ${path}`, got, expected, 0.1);
  }
  comparison.states('field after', ...(await pair.both((engine, k) => engine.readState(outs[k]))));
  await compareEnergies(pair, comparison, states, 'energy after');
  for (const path of pair.tested.shapes.keys()) {
    const values = pair.parameter(path);
    pair.each((engine) => engine.writeParameter(path, values));
  }
};

/**
 * Running means of which no sign of Lion's hangs on the last bit: the gradient decides where it is large or nothing at all,
 * elsewhere a mean well away from 0.
 */
function decidedMeans(gradient: ArrayLike<number>, random: Float32Array): Float32Array {
  const largest = Array.from(gradient).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return random.map((value, k) => {
    const size = Math.abs(gradient[k]!);
    return size === 0 || size > Math.max(0.05 * largest, 0.05) ? 0 : Math.sign(value) * 40;
  });
}
