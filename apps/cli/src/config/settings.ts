import type { ActivationName, CouplingName, InteractionName, OmegaName } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import type { ParameterGroup, TrainingFlow } from '@hkmem/training';

/** The data sets that a run may use; `glyphs` are drawn in place, for a try in seconds. */
export const dataNames = ['mnist', 'fashion', 'glyphs'] as const;
export type DataName = (typeof dataNames)[number];

/** How a learning rate changes over the updates. */
export const scheduleNames = ['constant', 'exponential', 'linear', 'cosine'] as const;
export type ScheduleName = (typeof scheduleNames)[number];

/** Kinds of graph that oscillators are laid on. */
export const graphNames = ['small-world', 'ring', 'complete'] as const;
export type GraphName = (typeof graphNames)[number];

/** How steps towards a smaller loss are taken. */
export interface OptimiserConfig {
  readonly kind: 'lion' | 'adam';
  readonly rate: number;
  readonly schedule: ScheduleName;
  /** Updates in which the rate halves; of the exponential schedule alone, which needs it. */
  readonly halfEvery?: number;
  /** Updates over which the rate first rises from 0. */
  readonly warmup?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled decay of matrices and parameters per edge; biases, starts, rotations and alpha have none. */
  readonly weightDecay: number;
  /** By parameter path; wins over `weightDecay`. */
  readonly groups?: Readonly<Record<string, ParameterGroup>>;
}

/** What every training has. */
export interface TrainingConfig {
  readonly flow: TrainingFlow;
  readonly optimiser: OptimiserConfig;
  readonly batch: number;
  readonly updates: number;
}

/** The threshold units beside pixels and classes. */
export interface MemoryConfig {
  readonly activation: ActivationName;
  /** Hidden units of a dense memory. */
  readonly hidden?: number;
  /** Sizes of the layers between pixels and classes, of a hierarchical memory. */
  readonly layers?: readonly number[];
}

/** The graphs K and HK. */
export interface GraphConfig {
  readonly kind: GraphName;
  readonly neighbours: number;
  readonly rewiring: number;
  /** Whether oscillators and coupling share one graph, or have one each. */
  readonly count: 'one' | 'two';
}

export interface OscillatorConfig {
  readonly dimension: number;
  readonly interaction: InteractionName;
  readonly omega: OmegaName;
  /** Standard deviation of what is added to e_1 in every row of the start. */
  readonly startNoise: number;
  /**
   * Where hidden and class neurons of an associative task start: at the reference e_1, as absent, or in directions drawn
   * once from the seed.
   */
  readonly rest?: 'reference' | 'random';
}

export interface CouplingConfig {
  readonly kind: CouplingName;
  /** alpha at the start; of a network coupling, nothing. */
  readonly alpha: number;
  readonly kappaH: number;
  readonly kappaK: number;
}

/** Favours digits in training batches. */
export interface BiasConfig {
  readonly digits: readonly number[];
  readonly share: number;
}

/** What makes a base memory what it is. */
export interface BaseConfig extends TrainingConfig {
  readonly task: 'base';
  readonly data: DataName;
  readonly seed: number;
  readonly memory: MemoryConfig;
}

/** What makes an edit what it is. */
export interface EditConfig extends TrainingConfig {
  readonly task: EditTaskName;
  readonly data: DataName;
  readonly seed: number;
  readonly digits: readonly [number, number];
  /** Pairs of digits whose labels were swapped by earlier edits of a sequence, and still are. */
  readonly swapped?: readonly (readonly [number, number])[];
  /** SHA-256 of the weights file that is edited. */
  readonly base: string;
  /** SHA-256 of the weights file of an earlier edit of the same base, whose oscillators this one starts from. */
  readonly start?: string;
  readonly graph: GraphConfig;
  readonly oscillators: OscillatorConfig;
  readonly coupling: CouplingConfig;
  readonly bias?: BiasConfig;
  /** Parameter path -> the first update, from 0, that trains it. */
  readonly freezeUntil?: Readonly<Record<string, number>>;
}

/** An edit with the base memory that it edits, by its configuration: neither needs to be trained yet. */
export interface UntrainedEdit extends Omit<EditConfig, 'base'> {
  readonly base: BaseConfig;
}

/** How a memory is evaluated, and how often on the way. */
export interface EvaluationConfig {
  readonly rtol: number;
  readonly atol: number;
  /** Test images, from the first; all of them if absent. */
  readonly images?: number;
  /** Whether to watch the energy after every step, which takes as long as another field evaluation or two. */
  readonly energy: boolean;
  /** Updates between two looks at the accuracy in training; 0 for none. */
  readonly every: number;
  /** Test images in such a look. */
  readonly everyImages: number;
}

/** How to go about a run; none of it changes what is learned. */
export interface ExecutionConfig {
  readonly evaluation: EvaluationConfig;
  /** Updates between two checkpoints. */
  readonly checkpointEvery: number;
}
