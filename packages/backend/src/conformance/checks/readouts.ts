import { lossLaw } from '@hkmem/laws';
import type { LossName, LossTerm } from '../../contract/loss.ts';
import { lossNames } from '../../contract/loss.ts';
import { parametersOfSystem } from '../../contract/parameter-info.ts';
import { outputCount, type Reading } from '../../contract/readout.ts';
import type { Comparison } from '../comparison.ts';
import type { EnginePair } from '../pair.ts';
import type { Check } from './check.ts';

/** A loss with a parameter, smooth where outputs go. */
const bell = () => lossLaw('1 - exp(-(out - y)^2 / (2 * width^2))', { width: { per: 'one', start: 2 } });

/** Read-outs of every kind and losses of every name and of a law, one of each beside the other; a loss of two parts. */
export const checkReadouts: Check = async (pair, comparison) => {
  const { batch, seed = 3 } = pair.case;
  const readings = readingsOf(pair);
  for (const [k, readout] of readings.entries()) {
    const [states, outputs] = [pair.state('state'), outputCount(readout)];
    const title = `${readout.kind} ${'of' in readout ? readout.of : ''}`;
    comparison.close(`outputs ${title}`, ...(await pair.both((engine, k) => engine.readout(states[k], readout))));
    const loss = [...lossNames, bell()][(seed + k) % (lossNames.length + 1)]!;
    const targets = pair.normal(`targets ${title}`, batch * outputs).map((y) => (loss === 'crossEntropy' ? y * y : y));
    await compareLoss(pair, comparison, title, [
      typeof loss === 'string' ? { loss, readout, targets } : { loss, readout, targets, parameters: { width: 1.5 } },
    ]);
  }
  const labels = Uint8Array.from({ length: batch }, (_, b) => b % outputCount(readings[0]!));
  const name: LossName = lossNames[seed % lossNames.length]!;
  const parts: LossTerm[] = [
    { readout: readings[0]!, labels },
    ...readings.slice(1, 2).map((readout) => ({
      readout,
      loss: name,
      labels: Uint8Array.from(labels, (label) => label % outputCount(readout)),
      weight: 0.25,
    })),
  ];
  await compareLoss(pair, comparison, 'parts', parts);
};

function readingsOf({ case: { spec } }: EnginePair): readonly Reading[] {
  const { neurons: N, threshold, oscillators } = spec;
  const units: Reading[] =
    threshold === undefined
      ? []
      : [
          { kind: 'threshold', classes: Math.min(3, N) },
          { kind: 'threshold', classes: Math.min(2, N), of: 'activity' },
          { kind: 'units', units: Array.from({ length: Math.ceil(N / 2) }, (_, k) => N - 1 - 2 * k), of: 'activity' },
        ];
  if (oscillators === undefined || N < 2) return units;
  return [
    ...units,
    { kind: 'reference', classes: Math.min(3, N - 1) },
    { kind: 'pairs', classes: Math.min(2, N >> 1) },
    { kind: 'overlaps', pairs: Array.from({ length: N - 1 }, (_, k) => [k, (k + 1 + (k % 2)) % N] as const) },
  ];
}

async function compareLoss(
  pair: EnginePair,
  comparison: Comparison,
  title: string,
  terms: readonly LossTerm[],
): Promise<void> {
  const paths = parametersOfSystem(pair.case.spec)
    .filter(({ role }) => role === 'lagrangian')
    .map(({ path }) => path);
  const [states, cotangents] = [pair.state('state'), pair.state('cotangent')];
  pair.each((engine) => engine.setTrainable(paths));
  const what = terms.map(({ loss = 'squaredError' }) => (typeof loss === 'string' ? loss : loss.formula)).join(' + ');
  const losses = await pair.both((engine, k) => engine.loss(states[k], terms, cotangents[k]));
  comparison.close(`loss ${title} ${what}`, [losses[0]], [losses[1]], 1);
  const cotangent = await pair.both((engine, k) => engine.readState(cotangents[k]));
  comparison.states(`gradient of the loss ${title} ${what}`, ...cotangent);
  for (const path of paths) {
    const gradients = await pair.both((engine) => engine.readGradient(path));
    comparison.close(`gradient of ${path} by the loss ${title} ${what}`, ...gradients, 0.1);
  }
}
