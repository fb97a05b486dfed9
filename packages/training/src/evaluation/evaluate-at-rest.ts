import { type HostArray, largestOf, ShapeError, type StateVector } from '@hkmem/backend';
import { damageSet, type ImageSet } from '@hkmem/datasets';
import { fixedPoint, flow, flowOptions, NoFloorError, type RestSample, Workspace, withInput } from '@hkmem/dynamics';
import { checkActivities, type EnergyFloor, energyTerms, floorOf, lagrangianOf } from '@hkmem/energy';
import { holdingOf, type Samples, writeBatch } from '../batches/batch.ts';
import { shownCue } from '../batches/cue-source.ts';
import { Pacer } from '../trainer/pause.ts';
import { checkFlowEnd } from './evaluation-error.ts';
import { type PixelScores, PixelTally } from './pixel-scores.ts';
import {
  type RestEvaluationDefaults,
  type RestEvaluationOptions,
  restEvaluationDefaults,
} from './rest-evaluation-settings.ts';
import { type MomentScores, MomentTally, type RestScores, restScores } from './rest-tally.ts';

/** How a memory does under one damage. */
export interface DamageEvaluation {
  /** Name of the damage. */
  readonly damage: string;
  /** The damaged images themselves against the clean ones. */
  readonly cue: PixelScores;
  /** At the times looked at, in order. */
  readonly moments: readonly (MomentScores & { readonly t: number })[];
  /** At rest. */
  readonly rest: RestScores;
}

/** How a memory does under a set of damages. */
export interface RestEvaluation {
  /** One per damage, in order. */
  readonly damages: readonly DamageEvaluation[];
  /** Images per damage. */
  readonly count: number;
  /** Root mean square of the field that counted as rest. */
  readonly tolerance: number;
  /** What the memory promises. */
  readonly certificate: EnergyFloor;
  /** Time the evaluation took. */
  readonly seconds: number;
}

/**
 * Shows a memory damaged images and follows each to rest: answers, energies and restored pixels at times on the way and at
 * rest. Pixels are the activities of the first units, which are to become those of the clean image in [0, 1].
 * @throws {NoFloorError} before anything is computed, if the energy has no floor or may rise.
 * @throws {EvaluationError} naming the samples whose flow failed on the way; one that does not come to rest is counted.
 * @throws {ValueError | ShapeError | OptionError} if settings, images or damages do not fit.
 */
export async function evaluateAtRest(options: RestEvaluationOptions): Promise<RestEvaluation> {
  const began = performance.now();
  const settings = restEvaluationDefaults(options);
  const { engine, set, key, source, signal } = options;
  checkActivities('pixels to restore', engine.spec.threshold!.activation, [0, 1]);
  const certificate = options.rest?.certificate ?? (await floorOf(engine));
  if (certificate.kind === 'direction' || !certificate.descends) throw new NoFloorError(certificate);
  const pacer = new Pacer();
  const found: DamageEvaluation[] = [];
  const total = settings.damages.length * settings.limit;
  let tolerance = Number.NaN;
  // All damages are made before the first flow, so that one that does not fit costs nothing.
  const shown = settings.damages.map((damage) => {
    const random = key.fold(damage.name);
    return { damage, set: damageSet(set, damage, (index) => random.fold(index).stream(), settings.limit) };
  });
  for (const { damage, set: damaged } of shown) {
    const tally = new DamageTally(settings.times, options.sweepsInTime);
    for (const cues of source(damaged).batches(settings.batch)) {
      signal?.throwIfAborted();
      const { samples, tolerance: used } = await followBatch(options, settings, certificate, cues, damaged, tally);
      for (const sample of samples) tally.samples.push(sample);
      tolerance = used;
      options.onProgress?.(found.length * settings.limit + tally.samples.length, total);
      await pacer.pause();
    }
    if (tally.samples.length !== settings.limit) {
      throw new ShapeError('samples of the source', tally.samples.length, settings.limit, 'Give one for each image.');
    }
    found.push({ damage: damage.name, ...tally.scoresOf(set) });
  }
  const seconds = (performance.now() - began) / 1000;
  return { damages: found, count: settings.limit, tolerance, certificate, seconds };
}

/** The sums of one damage. */
class DamageTally {
  readonly cue = new PixelTally();
  readonly moments: readonly { readonly t: number; readonly tally: MomentTally }[];
  readonly rest = new MomentTally();
  readonly samples: RestSample[] = [];

  readonly #sweepsInTime: number;

  constructor(times: readonly number[], sweepsInTime = Number.POSITIVE_INFINITY) {
    this.#sweepsInTime = sweepsInTime;
    this.moments = times.map((t) => ({ t, tally: new MomentTally() }));
  }

  scoresOf(set: ImageSet): Omit<DamageEvaluation, 'damage'> {
    return {
      cue: this.cue.scores,
      moments: this.moments.map(({ t, tally }) => ({ t, ...tally.scores })),
      rest: restScores({
        tally: this.rest,
        samples: this.samples,
        first: this.moments[0]!.tally.answers,
        set,
        sweepsInTime: this.#sweepsInTime,
      }),
    };
  }
}

async function followBatch(
  options: RestEvaluationOptions,
  { cue, strength }: RestEvaluationDefaults,
  certificate: EnergyFloor,
  cues: Samples,
  damaged: { readonly images: Uint8Array },
  tally: DamageTally,
): Promise<{ readonly samples: readonly RestSample[]; readonly tolerance: number }> {
  const { set, readout } = options;
  const pixels = set.height * set.width;
  const offset = tally.samples.length;
  const { x: begin, input } = shownCue(cue, cues.x!, strength);
  const holding = holdingOf(options.engine, cues);
  const held = holding?.engine ?? options.engine;
  const engine = input === undefined ? held : withInput(held, input, cues.batch);
  const workspace = new Workspace(engine, cues.batch);
  const lagrangian = lagrangianOf(engine.spec);
  const clean = (b: number): Float64Array => pixelsOf(set.images, offset + b, pixels);
  const add = async (to: MomentTally, state: StateVector): Promise<void> => {
    const [{ x }, outputs, energies] = await Promise.all([
      engine.readState(state),
      engine.readout(state, readout),
      energyTerms(engine, state),
    ]);
    const N = engine.spec.neurons;
    for (let b = 0; b < cues.batch; b++) {
      const g = lagrangian.activity(Float64Array.from(x!.subarray(b * N, (b + 1) * N)));
      to.add(answerOf(outputs, readout.classes, b), cues.labels[b]!, energies.total[b]!, g, clean(b));
    }
  };
  try {
    const state = workspace.take();
    writeBatch(engine, state, { ...cues, x: begin }, holding);
    engine.normalise(state);
    let t = 0;
    for (const moment of tally.moments) {
      const settings = flowOptions({ renormalise: true, ...options.flow, until: moment.t - t });
      const end = await flow(workspace, state, settings);
      await checkFlowEnd(workspace, state, end, settings.control.kind !== 'adaptive', offset);
      await add(moment.tally, state);
      t = moment.t;
    }
    const rest = { ...options.rest, certificate, ...(input && { input }) };
    const { state: resting, samples, tolerance } = await fixedPoint(held, await engine.readState(state), rest);
    engine.writeState(state, resting);
    await add(tally.rest, state);
    for (let b = 0; b < cues.batch; b++) tally.cue.add(pixelsOf(damaged.images, offset + b, pixels), clean(b));
    return { samples, tolerance };
  } finally {
    workspace.dispose();
    if (input !== undefined) engine.dispose();
    holding?.engine.dispose();
  }
}

/** Image n of a set in [0, 1]. */
function pixelsOf(images: Uint8Array, n: number, pixels: number): Float64Array {
  const image = new Float64Array(pixels);
  for (let p = 0; p < pixels; p++) image[p] = images[n * pixels + p]! / 255;
  return image;
}

/** The class of the largest output of sample b, the first of equals. */
function answerOf(outputs: HostArray, classes: number, b: number): number {
  const row = outputs.subarray(b * classes, (b + 1) * classes);
  return row.indexOf(largestOf(row));
}
