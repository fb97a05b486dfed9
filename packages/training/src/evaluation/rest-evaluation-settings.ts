import { checkReadout, type Engine, type RandomKey, type Readout, ValueError } from '@hkmem/backend';
import { type Damage, damages, type ImageSet } from '@hkmem/datasets';
import type { FixedPointOptions, FlowOptions } from '@hkmem/dynamics';
import type { BatchSource } from '../batches/batch.ts';
import { checkStrength } from '../batches/cue-source.ts';

/** Settings of `evaluateAtRest`. */
export interface RestEvaluationOptions {
  /** The memory, with its parameters written. */
  readonly engine: Engine;
  /** How class outputs are read from a state. */
  readonly readout: Readout;
  /** The clean images, whose pixels are what the first units are to restore. */
  readonly set: ImageSet;
  /** How images are shown: a source of the samples of a set, such as `imageSource` makes. Its labels are the answers. */
  readonly source: (set: ImageSet) => BatchSource;
  /** Randomness of the damages: image i of a damage draws from `key.fold(name).fold(i)`. */
  readonly key: RandomKey;
  /**
   * Whether what is shown is where the flow starts, a constant input to a flow that starts at x = 0, or both. Default
   * `start`.
   */
  readonly cue?: 'start' | 'input' | 'both';
  /** The input is that many times what is shown; 1 if absent. */
  readonly strength?: number;
  /** What is done to images; the ten `damages` of @hkmem/datasets if absent. */
  readonly damages?: readonly Damage[];
  /** Times at which the flow is looked at on its way; default 1, 2 and 5. */
  readonly times?: readonly number[];
  /** Of the flow up to the last of them; adaptive Tsit5 at rtol 1e-3, s put back on the sphere, if absent. */
  readonly flow?: Partial<Omit<FlowOptions, 'until'>>;
  /** Of the search for rest that follows. */
  readonly rest?: Omit<FixedPointOptions, 'input'>;
  /** Sweeps within which a sample that sweeps over layers counts as at rest in time; as many as it takes, if absent. */
  readonly sweepsInTime?: number;
  /** Samples computed together, 200 if absent. */
  readonly batch?: number;
  /** Only the first images. */
  readonly limit?: number;
  /** Called after each batch with the samples done and their number over all damages. */
  readonly onProgress?: (done: number, count: number) => void;
  /** Once aborted, the evaluation rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What of the settings has defaults, with them. */
export type RestEvaluationDefaults = Required<
  Pick<RestEvaluationOptions, 'cue' | 'strength' | 'damages' | 'times' | 'batch' | 'limit'>
>;

/** @throws {ValueError} naming the first setting that does not fit the system or the images. */
export function restEvaluationDefaults(options: RestEvaluationOptions): RestEvaluationDefaults {
  const { engine, readout, set } = options;
  const { cue = 'start', strength = 1, times = [1, 2, 5], batch = 200, limit = set.count } = options;
  const pixels = set.height * set.width;
  checkReadout(engine.spec, readout);
  if (engine.spec.threshold === undefined) {
    throw new ValueError(
      'evaluation at rest',
      'a system without threshold units',
      'one whose units can restore pixels',
    );
  }
  if (pixels > engine.spec.neurons) {
    throw new ValueError('pixels of an image', pixels, `at most ${engine.spec.neurons}, the threshold units`);
  }
  if (!['start', 'input', 'both'].includes(cue)) throw new ValueError('cue', cue, "'start', 'input' or 'both'");
  checkStrength(strength);
  if (times.length === 0) throw new ValueError('times', 'none', 'one or more');
  times.forEach((t, n) => {
    if (!(Number.isFinite(t) && t > (times[n - 1] ?? 0))) throw new ValueError('times', t, 'numbers above 0 that rise');
  });
  for (const [name, value] of Object.entries({ batch, limit })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  return { cue, strength, times, batch, limit: Math.min(limit, set.count), damages: options.damages ?? damages };
}
