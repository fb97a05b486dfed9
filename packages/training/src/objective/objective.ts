import { checkOptions, type Readout, type SystemSpec, ValueError } from '@hkmem/backend';
import { type FlowSettings, trainingFlowOptions } from '../flow/training-flow.ts';
import { type CueLossWeights, cueLoss } from './cue-loss.ts';
import { checkRestMoment, type RestMoment } from './rest-moment.ts';

/** A time of the flow at which a loss is taken. */
export interface Moment extends CueLossWeights {
  /** The time. */
  readonly t: number;
  /** Steps from the moment before, or from the start. */
  readonly steps: number;
  /** Weight of sum_i f_i^2, the squared speed of all units, whose minimum is rest; 0 if absent. */
  readonly speed?: number;
}

/** A part of the flow, before all moments, that is not learned through: then the moments hold states near rest where they are. */
export interface Lead {
  /** Share of updates that begin with one, 0 to 1. */
  readonly share: number;
  /** Its shortest and longest time; drawn from it. */
  readonly time: readonly [least: number, most: number];
}

/** Updates that learn from the first moments alone, without a lead, which costs fewer steps. */
export interface Beginning {
  /** How many, from the first. */
  readonly updates: number;
  /** How many moments they take; the flow ends with the last of these. */
  readonly moments: number;
}

/** What a training makes small instead of the squared error at T: losses at several times of one flow. */
export interface Objective {
  /** In the order of their times, the last one at the end of the flow. */
  readonly moments: readonly Moment[];
  /** States that flowed before are learned from too; none if absent. */
  readonly lead?: Lead;
  /** All updates take all moments if absent. */
  readonly beginning?: Beginning;
  /** After the beginning, losses where the batch comes to rest take the place of those of moments; none if absent. */
  readonly atRest?: RestMoment;
}

/** @throws {ValueError} naming what does not fit the flow or the system. */
export function checkObjective(
  objective: Objective,
  flow: FlowSettings,
  spec: SystemSpec,
  readout: Readout,
  trainable: readonly string[],
): void {
  checkOptions<Objective>('objective', objective, {
    moments: 'required',
    lead: 'optional',
    beginning: 'optional',
    atRest: 'optional',
  });
  if (objective.atRest !== undefined) checkRestMoment(objective.atRest, spec, trainable);
  trainingFlowOptions(flow);
  const { moments, lead, beginning } = objective;
  let [before, steps] = [0, 0];
  for (const moment of moments) {
    checkOptions<Moment>('moment of an objective', moment, {
      t: 'required',
      steps: 'required',
      classes: 'optional',
      pixels: 'optional',
      speed: 'optional',
    });
    const { t, speed = 0, ...rest } = moment;
    if (!(t > before && Number.isFinite(t))) throw new ValueError('times of moments', t, 'numbers above 0 that rise');
    if (!(Number.isSafeInteger(rest.steps) && rest.steps >= 1)) {
      throw new ValueError(`steps to the moment at ${t}`, rest.steps, 'a whole number from 1');
    }
    if (!(speed >= 0 && Number.isFinite(speed))) throw new ValueError('weight of speed', speed, 'a number from 0');
    cueLoss(spec, readout, rest);
    [before, steps] = [t, steps + rest.steps];
  }
  if (before !== flow.until || steps !== flow.steps) {
    throw new ValueError(
      'moments of an objective',
      `${steps} steps to ${before}`,
      `${flow.steps} steps to ${flow.until}, those of the flow`,
    );
  }
  if (beginning !== undefined) {
    checkOptions<Beginning>('beginning of an objective', beginning, { updates: 'required', moments: 'required' });
    const { updates, moments: first } = beginning;
    if (!(Number.isSafeInteger(updates) && updates >= 0)) {
      throw new ValueError('updates of a beginning', updates, 'a whole number from 0');
    }
    if (!(Number.isSafeInteger(first) && first >= 1 && first <= moments.length)) {
      throw new ValueError('moments of a beginning', first, `a whole number from 1 to ${moments.length}`);
    }
  }
  if (lead === undefined) return;
  checkOptions<Lead>('lead of an objective', lead, { share: 'required', time: 'required' });
  const { share, time } = lead;
  if (!(share >= 0 && share <= 1)) throw new ValueError('share of leads', share, 'a number from 0 to 1');
  if (!(time[0] > 0 && time[1] >= time[0] && Number.isFinite(time[1]))) {
    throw new ValueError('time of leads', time.join(' to '), 'two numbers above 0 that do not fall');
  }
}
