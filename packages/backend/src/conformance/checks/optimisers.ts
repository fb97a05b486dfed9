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
  const signs = (path: string): Float32Array => {
    // Means well away from 0, so that no sign hangs on the last bit.
    return pair.normal(`${path}/signs`, pair.parameter(path).length).map((value) => Math.sign(value) * 40);
  };
  pair.each((engine, k) => {
    for (const path of paths) {
      engine.writeMoment(path, 'first', signs(path));
      engine.optimise(path, lion);
    }
    engine.field(states[k], outs[k]);
  });
  for (const path of paths) {
    comparison.close(`${path} after Lion`, ...(await pair.both((engine) => engine.readParameter(path))));
    comparison.close(`mean of ${path}`, ...(await pair.both((engine) => engine.readMoment(path, 'first'))));
  }
  comparison.states('field after', ...(await pair.both((engine, k) => engine.readState(outs[k]))));
  await compareEnergies(pair, comparison, states, 'energy after');
  for (const path of pair.tested.shapes.keys()) {
    const values = pair.parameter(path);
    pair.each((engine) => engine.writeParameter(path, values));
  }
};
