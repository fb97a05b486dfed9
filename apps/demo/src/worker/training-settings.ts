import type { EditTaskName } from '@hkmem/datasets';
import type { BaseConfig, EditConfig } from '@hkmem/experiments';

/** A memory of drawn digits, from nothing, in seconds. */
export const baseConfig: BaseConfig = {
  task: 'base',
  data: 'glyphs',
  seed: 1,
  memory: { activation: 'relu', hidden: 10 },
  flow: { solver: 'rk4', steps: 3, until: 1, jitter: 0.5 },
  optimiser: { kind: 'lion', rate: 3e-3, schedule: 'linear', weightDecay: 0.1 },
  batch: 50,
  updates: 500,
};

/** An edit of that memory; `base` is the SHA-256 of its weights file. */
export function editConfig(task: EditTaskName, base: string): EditConfig {
  return {
    task,
    data: 'glyphs',
    seed: 1,
    digits: [0, 1],
    base,
    graph: { kind: 'small-world', neighbours: 40, rewiring: 0.3, count: 'one' },
    oscillators: { dimension: 4, interaction: 'relu', omega: 'global', startNoise: 1 },
    coupling: { kind: 'additive', alpha: -0.1, kappaH: 1, kappaK: 1 },
    flow: { solver: 'rk4', steps: 4, until: 1, jitter: 0.5 },
    optimiser: {
      kind: 'lion',
      rate: 1e-2,
      schedule: 'exponential',
      halfEvery: 100,
      weightDecay: 0,
      groups: { 'coupling.alpha': { rateFactor: 1 }, 'start.s': { rateFactor: 5 } },
    },
    batch: 50,
    updates: 300,
  };
}
