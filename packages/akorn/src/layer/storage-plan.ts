import type { LayerSpec } from './layer-spec.ts';

/** What a pass forward keeps for the pass back. */
export interface StoragePlan {
  /** `steps`: all that a step makes; `states`: the state before every `interval`-th step, the rest is computed again. */
  readonly keep: 'steps' | 'states';
  /** Steps between kept states; 1 for `steps`. */
  readonly interval: number;
  /** Bytes held at most. */
  readonly bytes: number;
}

/** Bytes that are kept if nothing is said: 1 GiB. */
export const defaultBudget: number = 2 ** 30;

/** The plan that computes least again within `budget` bytes, or the smallest one if none fits. */
export function planStorage(
  spec: LayerSpec,
  batch: number,
  steps: number,
  budget: number,
  bytesPerNumber: number,
): StoragePlan {
  const places = spec.height * spec.width;
  const state = batch * places * spec.channels * bytesPerNumber;
  const step = state + stepNumbers(spec) * batch * places * bytesPerNumber;
  if (steps * step <= budget) return { keep: 'steps', interval: 1, bytes: steps * step };
  const bytesAt = (interval: number): number => Math.ceil(steps / interval) * state + interval * step;
  let best = 1;
  for (let interval = 1; interval <= steps; interval++) {
    if (bytesAt(interval) <= budget) return { keep: 'states', interval, bytes: bytesAt(interval) };
    if (bytesAt(interval) < bytesAt(best)) best = interval;
  }
  return { keep: 'states', interval: best, bytes: bytesAt(best) };
}

/** Numbers per place that a step makes and its reverse pass reads, besides the state before it. */
function stepNumbers({ connectivity, channels, height, width }: LayerSpec): number {
  const y = channels;
  if (connectivity.kind === 'convolution') return y;
  const { heads, gta } = connectivity;
  return y + (gta ? 8 : 4) * channels + heads * height * width;
}

/** One line for people. */
export function describePlan({ keep, interval, bytes }: StoragePlan): string {
  const size = `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  if (keep === 'steps') return `every step is kept (${size}), nothing is computed twice`;
  return `the state before every ${interval === 1 ? '' : `${interval}th `}step is kept (${size}), the rest is computed again`;
}
