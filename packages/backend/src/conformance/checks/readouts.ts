import type { Readout } from '../../contract/readout.ts';
import type { Check } from './check.ts';

/** Read-outs and the squared error with its gradient. */
export const checkReadouts: Check = async (pair, comparison) => {
  const { spec, batch } = pair.case;
  const { neurons: N, threshold, oscillators } = spec;
  const readouts: Readout[] = [];
  if (threshold) readouts.push({ kind: 'threshold', classes: Math.min(3, N) });
  if (oscillators && N > 1) {
    readouts.push({ kind: 'reference', classes: Math.min(3, N - 1) }, { kind: 'pairs', classes: Math.min(2, N >> 1) });
  }
  for (const readout of readouts) {
    const { kind, classes } = readout;
    const labels = Uint8Array.from({ length: batch }, (_, b) => b % classes);
    const [states, cotangents] = [pair.state('state'), pair.state('cotangent')];
    comparison.close(`outputs ${kind}`, ...(await pair.both((engine, k) => engine.readout(states[k], readout))));
    const losses = await pair.both((engine, k) => engine.squaredError(states[k], readout, labels, cotangents[k]));
    comparison.close(`loss ${kind}`, [losses[0]], [losses[1]]);
    const cotangent = await pair.both((engine, k) => engine.readState(cotangents[k]));
    comparison.states(`gradient of the loss ${kind}`, ...cotangent);
  }
};
