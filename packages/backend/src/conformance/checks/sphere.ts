import type { Check } from './check.ts';

/** Normalising and its pull-back; x stays. */
export const checkNormalising: Check = async (pair, comparison) => {
  const [states, cotangents] = [pair.state('state'), pair.state('cotangent')];
  pair.each((engine, k) => {
    engine.normaliseVjp(states[k], cotangents[k]);
    engine.normalise(states[k]);
  });
  comparison.states('cotangent', ...(await pair.both((engine, k) => engine.readState(cotangents[k]))));
  comparison.states('normalised', ...(await pair.both((engine, k) => engine.readState(states[k]))));
};

/** The learned start and its gradient, summed over two calls. */
export const checkStart: Check = async (pair, comparison) => {
  if (pair.case.spec.oscillators?.learnedStart !== true) return;
  const [states, cotangents, seconds] = [pair.state('state'), pair.state('cotangent'), pair.state('second')];
  pair.each((engine, k) => {
    engine.setTrainable(['start.s']);
    engine.broadcastStart(states[k]);
    engine.startVjp(cotangents[k]);
    engine.startVjp(seconds[k]);
  });
  comparison.states('start', ...(await pair.both((engine, k) => engine.readState(states[k]))));
  comparison.close('gradient of start.s', ...(await pair.both((engine) => engine.readGradient('start.s'))));
};
