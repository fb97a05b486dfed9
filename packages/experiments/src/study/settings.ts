import type { CouplingName } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import type {
  BaseConfig,
  DataName,
  EditConfig,
  ExecutionConfig,
  FinerEvaluation,
  OptimiserConfig,
  Untrained,
} from '../config/settings.ts';
import type { TuneConfig } from '../config/tune-settings.ts';
import type { EditRecipe } from '../recipes/recipe.ts';
import { recipeFor } from '../recipes/recipes.ts';

/** Which test images are answered by the adaptive solver at the paper's tolerances, and which again by a finer one. */
export interface Judgement {
  /** The first test images; all if absent. */
  readonly images?: number;
  readonly finer: FinerEvaluation;
}

/** How long trainings are and how they are judged. */
export interface StudySettings {
  readonly data: DataName;
  /** Of the base memory. */
  readonly seeds: number;
  /** Of edits that are run with several. */
  readonly editSeeds: number;
  /** Updates of edits with the paper's own settings; it has 9,000. */
  readonly describedUpdates: number;
  /** Updates of memories that are trained as a whole. */
  readonly modelUpdates: number;
  /** Base memories, and what is compared with the paper: the first seed of additive edits, baselines. */
  readonly judged: Judgement;
  /** The other seeds of additive edits, and longer trainings of them. */
  readonly again: Judgement;
  /** Edits with the paper's own settings, multiplicative edits, whose flow is stiff, sequences and other models. */
  readonly brief: Judgement;
}

/** The parts of a cell that say how it is judged. */
export function judging({ images, finer }: Judgement): { execution: ExecutionConfig; finer: FinerEvaluation } {
  const evaluation = { rtol: 1e-3, atol: 1e-6, ...(images !== undefined && { images }) };
  return {
    execution: { evaluation: { ...evaluation, energy: false, every: 0, everyImages: 1 }, checkpointEvery: 100 },
    finer,
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

/**
 * alpha where a neuron has other than the recipe's k neighbours: an additive coupling is stronger as edges are fewer; a
 * multiplicative one half as much so, by trial. Held at the recipe's value, neither edits anything at a third of k.
 */
function alphaAt(neighbours: number, { coupling, graph }: EditRecipe): number {
  const scaled = (coupling.alpha * graph.neighbours) / neighbours;
  return coupling.kind === 'multiplicative' ? (coupling.alpha + scaled) / 2 : scaled;
}

/**
 * An edit by the settings of `hkmem start` with D and k changed, and alpha with k; docs/decisions/0010 says how they leave
 * the paper's.
 */
export function workingEdit(choice: EditChoice, data: DataName, seed: number): Untrained<EditConfig> {
  const { task, coupling, dimension, neighbours } = choice;
  const recipe = recipeFor(data).edit(task, coupling);
  return {
    task,
    data,
    seed,
    base: baseOf(data, seed),
    ...recipe,
    graph: { ...recipe.graph, neighbours },
    coupling: { ...recipe.coupling, alpha: alphaAt(neighbours, recipe) },
    oscillators: { ...recipe.oscillators, dimension },
  };
}

/**
 * An edit by the paper's settings: every row of the start at e_1, alpha from 0.01 and learned, one global omega, two
 * small worlds with rewiring 0.1, its optimiser and batches. Steps are few and of random size, as in all trainings here.
 */
export function describedEdit(choice: EditChoice, settings: StudySettings, seed: number): Untrained<EditConfig> {
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

/** LoRA of a rank, or the full fine-tune at a rate, with as many updates of as many images as the edit of the task. */
export function baselineOf(
  task: EditTaskName,
  method: { readonly rank: number } | { readonly rate: number },
  data: DataName,
  seed: number,
): Untrained<TuneConfig> {
  const { digits, flow, batch, updates, bias } = recipeFor(data).edit(task, 'additive');
  const common = { task, data, seed, digits, base: baseOf(data, seed), flow, batch, updates, ...(bias && { bias }) };
  if ('rate' in method) {
    const optimiser = { kind: 'lion', rate: method.rate, schedule: 'linear', weightDecay: 0 } as const;
    return { ...common, method: 'fine-tune', optimiser };
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
