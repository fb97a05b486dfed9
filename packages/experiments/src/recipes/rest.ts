import type { EditTaskName } from '@hkmem/datasets';
import type { RestConfig } from '../config/rest-settings.ts';
import type { BaseConfig, DataName, EditConfig, Untrained } from '../config/settings.ts';
import type { TuneConfig } from '../config/tune-settings.ts';

/** How cues are shown, damaged and learned from; small images have small squares and few pixels, which so weigh more. */
function restOf(data: DataName): RestConfig {
  const [cover, weight] = data === 'glyphs' ? ([[2, 4], 7] as const) : ([[8, 14], 1] as const);
  const losses = { classes: 1, pixels: 0.2 * weight };
  return {
    cue: 'both',
    strength: 0.6,
    damage: { share: 0.67, noise: 0.5, halves: true, cover },
    moments: [
      { t: 2, steps: 2, ...losses },
      { t: 3, steps: 1, ...losses },
      { t: 4, steps: 1, ...losses, speed: data === 'glyphs' ? 0.05 : 0.1 },
    ],
    lead: { share: 0.5, time: [2, 10] },
    heldOut: data === 'glyphs' ? 200 : 10_000,
    spectrum: { low: -6, high: 6, every: data === 'glyphs' ? 20 : 200 },
  };
}

/** What a memory at rest is trained with: hidden units, updates, and how many of these learn from the first losses alone. */
interface Extent {
  readonly hidden: number;
  readonly updates: number;
  readonly first: number;
}

/** Of few and small images. */
const smallExtent: Extent = { hidden: 30, updates: 400, first: 200 };

/**
 * A memory whose answers are minima of one bounded energy: units limited to [0, 1], a cue that is shown all the time, losses
 * on the way to rest, and a spectrum held from both sides. Euler steps of 1 set each layer to its minimum given the others,
 * so that few of them come near rest. How the settings were chosen: docs/decisions/0034, 0044 and 0050.
 */
export function restMemory(data: DataName, seed: number): BaseConfig {
  const extent = data === 'glyphs' ? smallExtent : { hidden: 400, updates: 16_000, first: 4000 };
  return memoryOf(data, seed, extent);
}

/** As `restMemory`, with the units and updates that `hkmem start` has time for; it shows this memory first. */
export function briefRestMemory(data: DataName, seed: number): BaseConfig {
  const extent =
    data === 'glyphs' ? { ...smallExtent, updates: 800, first: 400 } : { hidden: 300, updates: 800, first: 266 };
  return memoryOf(data, seed, extent);
}

function memoryOf(data: DataName, seed: number, { hidden, updates, first }: Extent): BaseConfig {
  const small = data === 'glyphs';
  return {
    task: 'base',
    data,
    seed,
    memory: { activation: 'clip', layers: [hidden] },
    flow: { solver: 'euler', steps: 4, until: 4, jitter: 0 },
    optimiser: { kind: 'adam', rate: small ? 1e-2 : 2e-3, schedule: 'cosine', weightDecay: 0 },
    batch: small ? 25 : 50,
    updates,
    rest: { ...restOf(data), beginning: { updates: first, moments: 1 } },
  };
}

/** A memory at rest without a clamp: the cue only starts the flow. */
export function startOnly(config: BaseConfig): BaseConfig {
  const { strength: _, ...rest } = config.rest!;
  return { ...config, rest: { ...rest, cue: 'start' } };
}

/**
 * An edit of a memory at rest by oscillators on its hidden and class neurons and at the border of its pixels, which recall the
 * edit as a memory of their own; they are slow (kappaK) to be pushed. It is constructed (`constructedProblem`) and not
 * trained; with updates it would be, half of each batch showing the two digits and a third of the updates learning from
 * states that flowed before. Of an associative task the oscillators of pixels are held at the paired image.
 */
export function restEdit(
  task: EditTaskName,
  coupling: 'additive' | 'multiplicative',
  data: DataName,
  seed: number,
): Untrained<EditConfig> {
  const small = data === 'glyphs';
  const associative = task.startsWith('associative-');
  const base = restMemory(data, seed);
  const { cue, strength, damage, heldOut } = base.rest!;
  const rest: RestConfig = {
    cue,
    ...(strength !== undefined && { strength }),
    damage: { ...damage!, share: 0.3 },
    moments: [
      { t: 2, steps: 8, classes: 1 },
      { t: 3, steps: 4, classes: 1, speed: 0.05 },
    ],
    lead: { share: 0.33, time: [1, 8] },
    heldOut: heldOut!,
  };
  return {
    task,
    data,
    seed,
    digits: [0, 1],
    base,
    graph: { kind: associative ? 'context' : 'bridged', neighbours: 2, rewiring: 0, count: 'two' },
    oscillators: {
      dimension: 6,
      interaction: associative ? 'relu' : 'linear',
      omega: 'none',
      startNoise: 1,
      memory: 3,
      ...(associative && { held: true }),
      construction: {
        images: small ? 150 : coupling === 'additive' ? 2000 : 6000,
        rounds: 3,
        ridge: 3,
        ...(associative && { drive: 1, well: 9 }),
      },
    },
    coupling: { kind: coupling, alpha: 1, kappaH: 1, kappaK: 1000 },
    flow: { solver: 'euler', steps: 12, until: 3, jitter: 0 },
    optimiser: {
      kind: 'adam',
      rate: 0.03,
      schedule: 'linear',
      weightDecay: 0,
      groups: { 'kuramoto.A': { rateFactor: 1 / 30 }, 'coupling.alpha': { rateFactor: 0.1 } },
    },
    batch: 40,
    updates: 0,
    bias: { digits: [0, 1], share: 0.5 },
    rest,
  };
}

/** A correction of low rank for the same task, trained by losses on the way and near rest. */
export function restCorrection(task: EditTaskName, data: DataName, seed: number, rank: number): Untrained<TuneConfig> {
  const { digits, base, flow, batch, bias, rest } = restEdit(task, 'additive', data, seed);
  const updates = data === 'glyphs' ? 60 : 200;
  return {
    task,
    method: 'low-rank',
    rank,
    data,
    seed,
    digits,
    base,
    flow,
    optimiser: { kind: 'adam', rate: 3e-3, schedule: 'linear', weightDecay: 0 },
    batch,
    updates,
    bias: bias!,
    rest: rest!,
  };
}
