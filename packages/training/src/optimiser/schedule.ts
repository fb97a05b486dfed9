import { UnknownNameError, ValueError } from '@hkmem/backend';

interface Warmup {
  /** Updates over which the factor first rises in equal steps from 1 / warmup to its full value; none if absent. */
  readonly warmup?: number;
}

/**
 * How the rate changes over updates u = 0, 1, ...: not at all; halved every `halfEvery` updates, 0.5^(u / halfEvery),
 * as in arXiv 2505.03648; or from 1 to 0 over `updates` updates along a line, 1 - u / updates, or half a cosine,
 * (1 + cos(pi u / updates)) / 2, and 0 from then on.
 */
export type ScheduleSettings =
  | ({ readonly kind: 'constant' } & Warmup)
  | ({ readonly kind: 'exponential'; readonly halfEvery: number } & Warmup)
  | ({ readonly kind: 'linear'; readonly updates: number } & Warmup)
  | ({ readonly kind: 'cosine'; readonly updates: number } & Warmup);

/**
 * The factor on the rate at update `step`, counted from 0; the warm-up multiplies the rest, which it does not shift.
 * @throws {ValueError | UnknownNameError} naming the setting that is out of range.
 */
export function scheduleFactor(settings: ScheduleSettings, step: number): number {
  if (!(Number.isInteger(step) && step >= 0)) throw new ValueError('step of a schedule', step, 'a whole number from 0');
  checkSchedule(settings);
  const { warmup = 0 } = settings;
  return Math.min(1, (step + 1) / Math.max(warmup, 1)) * decay(settings, step);
}

function decay(settings: ScheduleSettings, step: number): number {
  switch (settings.kind) {
    case 'constant':
      return 1;
    case 'exponential':
      return 0.5 ** (step / settings.halfEvery);
    case 'linear':
      return Math.max(0, 1 - step / settings.updates);
    case 'cosine':
      return (1 + Math.cos(Math.PI * Math.min(1, step / settings.updates))) / 2;
  }
}

/** @throws {ValueError | UnknownNameError} naming the setting that is out of range. */
export function checkSchedule(settings: ScheduleSettings): void {
  const { kind, warmup = 0 } = settings;
  if (!(Number.isInteger(warmup) && warmup >= 0)) throw new ValueError('warmup', warmup, 'a whole number from 0');
  if (kind === 'constant') return;
  if (kind !== 'exponential' && kind !== 'linear' && kind !== 'cosine') {
    throw new UnknownNameError('schedule', kind, ['constant', 'exponential', 'linear', 'cosine']);
  }
  const length = kind === 'exponential' ? settings.halfEvery : settings.updates;
  if (!(length > 0 && Number.isFinite(length))) {
    throw new ValueError(kind === 'exponential' ? 'halfEvery' : 'updates of a schedule', length, 'a number above 0');
  }
}
