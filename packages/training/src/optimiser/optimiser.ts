import { checkOptions, type OptimiserRule, shapeOf, UnknownNameError, ValueError } from '@hkmem/backend';
import { checkSchedule, type ScheduleSettings, scheduleFactor } from './schedule.ts';

/** What one parameter does differently. */
export interface ParameterGroup {
  /** Factor on the rate; 1 if absent, 0 holds the parameter. */
  readonly rateFactor?: number;
  /** Its own weight decay. */
  readonly weightDecay?: number;
}

/**
 * An optimiser: Lion (arXiv 2302.06675) or Adam (arXiv 1412.6980), both with decoupled weight decay, which takes
 * rate weightDecay theta off theta beside the step. What is absent is taken from `lionDefaults` or `adamDefaults`.
 */
export interface OptimiserSettings {
  /** Which of the two. */
  readonly kind: 'lion' | 'adam';
  /** Learning rate, above 0, before schedule and groups. */
  readonly rate: number;
  /** Weight of the past in the mean that gives the step, 0 to below 1. */
  readonly beta1?: number;
  /** Weight of the past in the running mean (Lion) or in that of squares (Adam), 0 to below 1. */
  readonly beta2?: number;
  /** Adam only. */
  readonly epsilon?: number;
  /** Decay per unit of rate, for all parameters whose group says nothing else. */
  readonly weightDecay?: number;
  /** What becomes of the rate over the updates. */
  readonly schedule: ScheduleSettings;
  /** By parameter path. */
  readonly groups?: Readonly<Record<string, ParameterGroup>>;
}

type Complete = Required<Omit<OptimiserSettings, 'groups'>>;

/** Lion as in arXiv 2505.03648: rate 1e-4, halved every 1,000 updates, betas 0.9 and 0.99, no weight decay. */
export const lionDefaults: Complete = {
  kind: 'lion',
  rate: 1e-4,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0,
  schedule: { kind: 'exponential', halfEvery: 1000 },
};

/** Adam with the settings of its paper: rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8; no weight decay. */
export const adamDefaults: Complete = {
  kind: 'adam',
  rate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  schedule: { kind: 'constant' },
};

function complete(settings: OptimiserSettings): Complete {
  return { ...(settings.kind === 'lion' ? lionDefaults : adamDefaults), ...settings };
}

/**
 * The rule for one parameter at update `update`, counted from 0. `firstUpdate` is the first one at which the parameter
 * is trained: Adam's bias correction counts from there.
 */
export function optimiserRule(
  settings: OptimiserSettings,
  path: string,
  update: number,
  firstUpdate = 0,
): OptimiserRule {
  const { kind, beta1, beta2, epsilon, ...rest } = complete(settings);
  const { rateFactor = 1, weightDecay = rest.weightDecay } = settings.groups?.[path] ?? {};
  const rate = rest.rate * rateFactor * scheduleFactor(rest.schedule, update);
  if (kind === 'lion') return { kind, rate, beta1, beta2, weightDecay };
  return { kind, rate, beta1, beta2, epsilon, weightDecay, step: update - firstUpdate + 1 };
}

/**
 * @throws {ValueError | UnknownNameError} naming the setting that is out of range, or a group of a parameter that is not
 * in `shapes`.
 */
export function checkOptimiser(settings: OptimiserSettings, shapes: ReadonlyMap<string, readonly number[]>): void {
  checkOptions<OptimiserSettings>('optimiser', settings, {
    kind: 'required',
    rate: 'required',
    schedule: 'required',
    beta1: 'optional',
    beta2: 'optional',
    epsilon: 'optional',
    weightDecay: 'optional',
    groups: 'optional',
  });
  for (const [path, group] of Object.entries(settings.groups ?? {})) {
    checkOptions<ParameterGroup>(`optimiser, group '${path}'`, group, {
      rateFactor: 'optional',
      weightDecay: 'optional',
    });
  }
  if (settings.kind !== 'lion' && settings.kind !== 'adam') {
    throw new UnknownNameError('optimiser', settings.kind, ['lion', 'adam']);
  }
  const { rate, beta1, beta2, epsilon, weightDecay, schedule } = complete(settings);
  if (!(rate > 0 && Number.isFinite(rate))) throw new ValueError('rate', rate, 'a number above 0');
  if (!(epsilon > 0 && Number.isFinite(epsilon))) throw new ValueError('epsilon', epsilon, 'a number above 0');
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) throw new ValueError(name, beta, 'a number from 0 to below 1');
  }
  checkFromZero('weightDecay', weightDecay);
  checkSchedule(schedule);
  for (const [path, group] of Object.entries(settings.groups ?? {})) {
    shapeOf(shapes, path);
    checkFromZero(`rateFactor of '${path}'`, group.rateFactor ?? 1);
    checkFromZero(`weightDecay of '${path}'`, group.weightDecay ?? 0);
  }
}

function checkFromZero(what: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) throw new ValueError(what, value, 'a number from 0');
}
