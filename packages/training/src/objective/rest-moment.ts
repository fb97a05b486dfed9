import {
  checkOptions,
  type LagrangianName,
  type Readout,
  resolveSystem,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { type RestLoss, readoutLoss } from '@hkmem/dynamics';
import { activityFactsOf, lagrangianOf } from '@hkmem/energy';
import type { Samples } from '../batches/batch.ts';

/** How a gradient at rest is found: by the implicit function theorem, or by equilibrium propagation, without any adjoint. */
export const restGradientNames = ['implicit', 'equilibrium'] as const;
/** One of `restGradientNames`. */
export type RestGradientName = (typeof restGradientNames)[number];

/**
 * A loss where a batch comes to rest. It is one of activities, since a nudge can only act on those: a unit without slope learns
 * nothing at rest.
 */
export interface RestMoment {
  /** How its gradient is found. */
  readonly gradient: RestGradientName;
  /** Weight of sum_c (g_c - y_c)^2 over the class units, y their largest activity for the label and their least for others. */
  readonly classes?: number;
  /** Weight of sum_p (g_p - clean_p)^2 over the pixels. */
  readonly pixels?: number;
  /** Strength of the nudge of equilibrium propagation; its default if absent. */
  readonly beta?: number;
  /** Sweeps over layers on the way to rest, at most, before Newton steps; 200 if absent. */
  readonly sweeps?: number;
}

/** @throws {ValueError} naming what does not fit the system, whose activities must all have bounds: then it has a floor. */
export function checkRestMoment(moment: RestMoment, spec: SystemSpec, trainable: readonly string[]): void {
  checkOptions<RestMoment>('losses at rest', moment, {
    gradient: 'required',
    classes: 'optional',
    pixels: 'optional',
    beta: 'optional',
    sweeps: 'optional',
  });
  const { gradient, classes = 0, pixels = 0, beta, sweeps } = moment;
  if (!restGradientNames.includes(gradient)) {
    throw new ValueError('gradient at rest', String(gradient), restGradientNames.join(' or '));
  }
  for (const [name, weight] of Object.entries({ classes, pixels })) {
    if (!(weight >= 0 && Number.isFinite(weight))) throw new ValueError(`weight of ${name}`, weight, 'a number from 0');
  }
  if (beta !== undefined && gradient === 'implicit') {
    throw new ValueError(
      'beta',
      beta,
      'none for the implicit gradient',
      'Leave it out, or learn by equilibrium propagation.',
    );
  }
  if (beta !== undefined && !(beta > 0 && Number.isFinite(beta)))
    throw new ValueError('beta of a nudge', beta, 'a number above 0');
  if (sweeps !== undefined && !(Number.isInteger(sweeps) && sweeps >= 0)) {
    throw new ValueError('sweeps', sweeps, 'a whole number from 0');
  }
  for (const { lagrangian } of resolveSystem(spec).layers) {
    const activation = lagrangian.kind === 'joint' ? (lagrangian.name satisfies LagrangianName) : lagrangian;
    if (!activityFactsOf(activation).range.every(Number.isFinite)) {
      const name = typeof activation === 'string' ? activation : activation.formula;
      const way = 'Take an activity such as clip or tanh, or losses on the way (moments).';
      throw new ValueError('losses at rest', `units with L = ${name}`, 'units whose activities have bounds', way);
    }
  }
  if (trainable.includes('start.s')) {
    throw new ValueError(
      'losses at rest',
      "'start.s' to train",
      'other parameters',
      'Where a flow starts has no gradient at its rest.',
    );
  }
}

/** The loss of a batch, a mean over it. @throws {ValueError} if pixels weigh and the batch has no clean ones. */
export function activityLoss(spec: SystemSpec, readout: Readout, moment: RestMoment, samples: Samples): RestLoss {
  const { classes = 0, pixels = 0 } = moment;
  const { batch, clean } = samples;
  if (pixels > 0 && clean === undefined) {
    throw new ValueError('clean pixels of a batch', 'none', 'those that the cue shows', 'Use cueSource.');
  }
  const { lagrangian: last } = resolveSystem(spec).layers.at(-1)!;
  const targets = activityFactsOf(last.kind === 'joint' ? last.name : last).range;
  const answers = readoutLoss(spec, readout, samples.labels, { of: 'activity', targets });
  const lagrangian = lagrangianOf(spec);
  const shown = pixels > 0 ? clean!.length / batch : 0;
  const misses = (x: Float64Array, sample: number): Float64Array => {
    const g = lagrangian.activity(x);
    return Float64Array.from(g, (activity, i) => (i < shown ? activity - clean![sample * shown + i]! : 0));
  };
  return {
    value: (x, s, sample) =>
      classes * answers.value(x, s, sample) +
      misses(x, sample).reduce((sum, miss) => sum + (pixels / batch) * miss * miss, 0),
    gradient(x, s, sample, dx, ds) {
      const parts = [new Float64Array(dx.length), new Float64Array(ds.length)] as const;
      answers.gradient(x, s, sample, ...parts);
      const slopes = misses(x, sample).map((miss) => (2 * pixels * miss) / batch);
      const onState = lagrangian.hessianProduct(x, slopes);
      for (let i = 0; i < dx.length; i++) dx[i]! += classes * parts[0][i]! + onState[i]!;
      for (let i = 0; i < ds.length; i++) ds[i]! += classes * parts[1][i]!;
    },
  };
}
