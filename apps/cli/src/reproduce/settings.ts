import type { CouplingName } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import type { BaseConfig, DataName, ExecutionConfig, OptimiserConfig, UntrainedEdit } from '../config/settings.ts';
import type { UntrainedTune } from '../config/tune-settings.ts';
import type { FinerEvaluation } from '../jobs/agreement.ts';
import { recipeFor } from '../recipes/recipes.ts';

/** How long trainings are and how much is judged. */
export interface StudySettings {
  readonly data: DataName;
  readonly seeds: number;
  /** Updates of cells with the paper's own settings; it has 9,000. */
  readonly describedUpdates: number;
  /** Test images of those cells and of multiplicative edits, whose flow is stiff; all if absent. */
  readonly fewImages?: number;
  /** Updates of memories that are trained as a whole. */
  readonly modelUpdates: number;
  /** Test images of those; all if absent. */
  readonly modelImages?: number;
  readonly finer: FinerEvaluation;
}

/** Adaptive Tsit5 at the paper's tolerances over the first test images, all if there is no number. */
export function executionOf(images?: number): ExecutionConfig {
  return {
    evaluation: {
      rtol: 1e-3,
      atol: 1e-6,
      ...(images !== undefined && { images }),
      energy: false,
      every: 0,
      everyImages: 1,
    },
    checkpointEvery: 100,
  };
}

/** The base memory that all edits start from. */
export function baseOf(data: DataName, seed: number): BaseConfig {
  return { task: 'base', data, seed, ...recipeFor(data).base };
}

/** The optimiser of arXiv 2505.03648: Lion, 1e-4 x 0.5^(step/1000), no decay. */
export const paperOptimiser: OptimiserConfig = {
  kind: 'lion',
  rate: 1e-4,
  schedule: 'exponential',
  halfEvery: 1000,
  weightDecay: 0,
};

/** One edit of the grid. */
export interface EditChoice {
  readonly task: EditTaskName;
  readonly coupling: CouplingName;
  /** D. */
  readonly dimension: number;
  /** k. */
  readonly neighbours: number;
}

/** An edit by the settings of `hkmem start` with D and k changed; docs/decisions/0010 says how they leave the paper's. */
export function workingEdit(choice: EditChoice, data: DataName, seed: number): UntrainedEdit {
  const { task, coupling, dimension, neighbours } = choice;
  const recipe = recipeFor(data).edit(task, coupling);
  return {
    task,
    data,
    seed,
    base: baseOf(data, seed),
    ...recipe,
    graph: { ...recipe.graph, neighbours },
    oscillators: { ...recipe.oscillators, dimension },
  };
}

/**
 * An edit by the paper's settings: every row of the start at e_1, alpha from 0.01 and learned, one global omega, two
 * small worlds with rewiring 0.1, its optimiser and batches. Steps are few and of random size, as in all trainings here.
 */
export function describedEdit(choice: EditChoice, settings: StudySettings, seed: number): UntrainedEdit {
  const { task, coupling, dimension, neighbours } = choice;
  return {
    task,
    data: settings.data,
    seed,
    digits: [0, 1],
    base: baseOf(settings.data, seed),
    graph: { kind: 'small-world', neighbours, rewiring: 0.1, count: 'two' },
    oscillators: { dimension, interaction: 'relu', omega: 'global', startNoise: 0 },
    coupling: { kind: coupling, alpha: 0.01, kappaH: 1, kappaK: 1 },
    flow: recipeFor(settings.data).base.flow,
    optimiser: paperOptimiser,
    batch: 100,
    updates: settings.describedUpdates,
  };
}

/** A baseline with as many updates of as many images as the edit by oscillators of the same task. */
export function baselineOf(
  task: EditTaskName,
  method: { readonly rank: number } | 'fine-tune',
  data: DataName,
  seed: number,
): UntrainedTune {
  const { digits, flow, batch, updates, bias } = recipeFor(data).edit(task, 'additive');
  const common = { task, data, seed, digits, base: baseOf(data, seed), flow, batch, updates, ...(bias && { bias }) };
  if (method === 'fine-tune') {
    const optimiser = { kind: 'lion', rate: 1e-4, schedule: 'linear', weightDecay: 0 } as const;
    return { ...common, method, optimiser };
  }
  const optimiser = {
    kind: 'lion',
    rate: 3e-3,
    schedule: 'linear',
    weightDecay: 0,
    groups: { 'low-rank.c': { rateFactor: 10 } },
  } as const;
  return { ...common, method: 'low-rank', rank: method.rank, optimiser };
}
