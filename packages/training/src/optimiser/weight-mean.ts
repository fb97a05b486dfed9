import { type HostArray, ValueError } from '@hkmem/backend';

/** A running mean of weights, which often answers better than the weights of the last update. */
export interface WeightMeanSettings {
  /** Weight of the past once it has warmed up, 0 to below 1. */
  readonly decay: number;
  /** Updates from one step of the mean to the next. */
  readonly every: number;
  /** Updates after which averaging begins; until then the mean is the weights. */
  readonly after: number;
  /**
   * The weight of the past is 1 - (1 + updates since `after`)^-power while that is below `decay`, so that early weights
   * are soon forgotten. Infinity if there is no warm-up.
   */
  readonly power: number;
}

/** 0.995, every 10 updates after the first 100, power 2/3. */
export const weightMeanDefaults: WeightMeanSettings = { decay: 0.995, every: 10, after: 100, power: 2 / 3 };

/** @throws {ValueError} naming the setting that is out of range. */
export function checkWeightMean({ decay, every, after, power }: WeightMeanSettings): void {
  if (!(decay >= 0 && decay < 1)) throw new ValueError('decay of a mean', decay, 'a number from 0 to below 1');
  if (!(Number.isInteger(every) && every >= 1)) throw new ValueError('every of a mean', every, 'a whole number from 1');
  if (!(Number.isInteger(after) && after >= 0)) throw new ValueError('after of a mean', after, 'a whole number from 0');
  if (!(power > 0)) throw new ValueError('power of a mean', power, 'a number above 0');
}

/** Weight of the past after `updates` updates; 0 where the mean is the weights, 1 where it stays as it is. */
export function pastWeight({ decay, every, after, power }: WeightMeanSettings, updates: number): number {
  if (updates <= after) return 0;
  if ((updates - after) % every !== 0) return 1;
  return Math.min(decay, 1 - (1 + updates - after) ** -power);
}

/** Moves a mean, in place, as it is due after `updates` updates that led to `weights`. */
export function moveMean(settings: WeightMeanSettings, updates: number, mean: HostArray, weights: HostArray): void {
  const past = pastWeight(settings, updates);
  if (past === 1) return;
  for (let i = 0; i < mean.length; i++) mean[i] = past * mean[i]! + (1 - past) * weights[i]!;
}
