import type { OmegaName } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import type { FlowSettings, ParameterGroup } from '@hkmem/training';
import type { RestConfig } from './rest-settings.ts';

/** The data sets that a run may use; `glyphs` are drawn in place, for a try in seconds. */
export const dataNames = ['mnist', 'fashion', 'glyphs'] as const;
/** Images of one's own, by their sizes and what they hold: what `imagesName` gives. */
export type ImagesName = `images:${string}`;
/** What names of images of one's own look like: height, width, classes, training and test images, hash. */
export const imagesPattern: RegExp =
  /^images:([1-9]\d{0,3})x([1-9]\d{0,3}),([1-9]\d{0,2}),([1-9]\d{0,8})\+([1-9]\d{0,8}),[\da-f]{12}$/;
/** One of `dataNames`, or images of one's own. */
export type DataName = (typeof dataNames)[number] | ImagesName;

/** How a learning rate changes over the updates. */
export const scheduleNames = ['constant', 'exponential', 'linear', 'cosine'] as const;
/** One of `scheduleNames`. */
export type ScheduleName = (typeof scheduleNames)[number];

/** Kinds of graph that oscillators are laid on. */
export const graphNames = ['small-world', 'ring', 'complete', 'hidden', 'bridged', 'context'] as const;
/** One of `graphNames`. */
export type GraphName = (typeof graphNames)[number];

/** How steps towards a smaller loss are taken. */
export interface OptimiserConfig {
  /** Which rule. */
  readonly kind: 'lion' | 'adam';
  /** Learning rate at its largest. */
  readonly rate: number;
  /** How the rate changes. */
  readonly schedule: ScheduleName;
  /** Updates in which the rate halves; of the exponential schedule alone, which needs it. */
  readonly halfEvery?: number;
  /** Updates over which the rate first rises from 0. */
  readonly warmup?: number;
  /** Decay of the running mean of gradients; the rule's own if absent. */
  readonly beta1?: number;
  /** Decay of the second running mean; the rule's own if absent. */
  readonly beta2?: number;
  /** Added to the denominator of Adam; its own if absent. */
  readonly epsilon?: number;
  /** Decoupled decay of matrices and parameters per edge; biases, starts, rotations and alpha have none. */
  readonly weightDecay: number;
  /** By parameter path; wins over `weightDecay`. */
  readonly groups?: Readonly<Record<string, ParameterGroup>>;
}

/** What every training has. */
export interface TrainingConfig {
  /** How the flow of a training batch is integrated. */
  readonly flow: FlowSettings;
  /** How parameters change. */
  readonly optimiser: OptimiserConfig;
  /** Images of an update, B. */
  readonly batch: number;
  /** How many. */
  readonly updates: number;
  /** What makes the memory one that answers at rest; one that answers at `flow.until`, as in the paper, if absent. */
  readonly rest?: RestConfig;
}

/** The inverse temperature beta of L(beta x) / beta: a number, or a parameter, one for the layer or one per neuron, from 1. */
export type BetaConfig = number | 'layer' | 'neuron';

/** What a layer has of its own. */
export interface LagrangianConfig {
  /** Activity by name, or Lagrangian as a formula in x; that of the memory if absent. */
  readonly activation?: string;
  /** That of the memory if absent. */
  readonly beta?: BetaConfig;
}

/** A layer with a Lagrangian or an inverse temperature of its own. */
export interface LayerConfig extends LagrangianConfig {
  /** How many units. */
  readonly size: number;
}

/** The threshold units beside pixels and classes. */
export interface MemoryConfig {
  /** Activity of the threshold units, g, by name, or their Lagrangian as a formula in x. */
  readonly activation: string;
  /** Inverse temperature of the threshold units; 1 if absent. */
  readonly beta?: BetaConfig;
  /** Hidden units of a dense memory. */
  readonly hidden?: number;
  /** The layers between pixels and classes, of a hierarchical memory: sizes, or what a layer has of its own. */
  readonly layers?: readonly (number | LayerConfig)[];
  /** What the pixels have of their own, of a hierarchical memory. */
  readonly pixels?: LagrangianConfig;
  /** The same of the units that are read. */
  readonly classes?: LagrangianConfig;
}

/** The graphs K and HK. */
export interface GraphConfig {
  /**
   * Small world (Watts and Strogatz), ring or complete graph; or `hidden`, which leaves pixels out: K joins all hidden and
   * class neurons, HK each hidden one with each class; or `bridged`, the same with K joining
   * the pixels at the border to all of them and to each other; or `context`, where K joins pixels to some of the border too, and the first of them to all.
   */
  readonly kind: GraphName;
  /** Neighbours of each neuron, k; of a complete graph, of `hidden`, `bridged` and `context`, nothing. */
  readonly neighbours: number;
  /** Share of the edges of a small world that are rewired, 0 to 1. */
  readonly rewiring: number;
  /** Whether oscillators and coupling share one graph, or have one each. */
  readonly count: 'one' | 'two';
}

/** How an edit is made before it is trained, if it is at all. */
export interface ConstructionConfig {
  /** Training images that the changed weights are fitted to, and paired images of each digit. */
  readonly images: number;
  /** Times that they are fitted, each to answers with the weights of the time before. */
  readonly rounds: number;
  /** Weight of the squared change beside the squared misses, summed over images. */
  readonly ridge: number;
  /** How strongly oscillators that took sides by a paired image pull those of the two classes; of associative tasks. */
  readonly drive?: number;
  /**
   * How strongly these oscillators, of associative tasks, hold to the side that they took: between the two sides they are
   * pushed from the middle, so that what they took stays when the paired image is let go. Needs the interaction `relu`.
   */
  readonly well?: number;
}

/** Units with a direction s in D dimensions. */
export interface OscillatorConfig {
  /** D, 2 or more. */
  readonly dimension: number;
  /** Form of phi in phi(<s_i, s_j>): a name, or a formula in r. */
  readonly interaction: string;
  /** Natural rotations: none, one for all, or one each. */
  readonly omega: OmegaName;
  /** Standard deviation of what is added to e_1 in every row of the start. */
  readonly startNoise: number;
  /**
   * Where hidden and class neurons of an associative task start: at the reference e_1, as absent, or in directions drawn
   * once from the seed.
   */
  readonly rest?: 'reference' | 'random';
  /**
   * Whether oscillators of pixels but those at the border are held at the paired image of an associative task for all the
   * flow, and the others start at a learned start. If absent, all start and move, pixels at the paired image.
   */
  readonly held?: true;
  /** Whether start and first interaction are made from the weights and from what a fit to images says; drawn if absent. */
  readonly construction?: ConstructionConfig;
  /**
   * h of a first interaction that keeps the start, so that oscillators recall it: A_ij = -h (D / n) <s_i, s_j> over the n
   * neurons of K that have neighbours, in place of a random one.
   */
  readonly memory?: number;
}

/** How oscillators change what threshold units read. */
export interface CouplingConfig {
  /** How overlaps change the weights: a name, or a formula in r, gi and gj. */
  readonly kind: string;
  /** alpha at the start; of a network coupling, nothing. */
  readonly alpha: number;
  /** Weight of E_H in the total energy, above 0. */
  readonly kappaH: number;
  /** Weight of E_K in the total energy, above 0. */
  readonly kappaK: number;
}

/** Favours digits in training batches. */
export interface BiasConfig {
  /** Labels of the images that are favoured. */
  readonly digits: readonly number[];
  /** Share of a batch that is drawn from them, 0 to 1. */
  readonly share: number;
}

/** What makes a base memory what it is. */
export interface BaseConfig extends TrainingConfig {
  /** A memory of the images' own labels. */
  readonly task: 'base';
  /** The images. */
  readonly data: DataName;
  /** Of all that is drawn: first parameters and batches. */
  readonly seed: number;
  /** The threshold units. */
  readonly memory: MemoryConfig;
}

/** What makes an edit what it is. */
export interface EditConfig extends TrainingConfig {
  /** How labels change. */
  readonly task: EditTaskName;
  /** The images. */
  readonly data: DataName;
  /** Of all that is drawn: graphs, first parameters, pairs and batches. */
  readonly seed: number;
  /** The two digits whose labels change. */
  readonly digits: readonly [number, number];
  /** Pairs of digits whose labels were swapped by earlier edits of a sequence, and still are. */
  readonly swapped?: readonly (readonly [number, number])[];
  /** SHA-256 of the weights file that is edited. */
  readonly base: string;
  /** SHA-256 of the weights file of an earlier edit of the same base, whose oscillators this one starts from. */
  readonly start?: string;
  /** What oscillators are laid on. */
  readonly graph: GraphConfig;
  /** What is added to the base memory. */
  readonly oscillators: OscillatorConfig;
  /** How oscillators act on the weights. */
  readonly coupling: CouplingConfig;
  /** Digits that training favours; none if absent. */
  readonly bias?: BiasConfig;
  /** Parameter path -> the first update, from 0, that trains it. */
  readonly freezeUntil?: Readonly<Record<string, number>>;
}

/** What edits or retrains a base memory, with that memory by its configuration: neither needs to be trained yet. */
export type Untrained<Config extends { readonly base: string }> = Omit<Config, 'base'> & {
  /** The memory that is edited or retrained. */
  readonly base: BaseConfig;
};

/**
 * Whether every image of an evaluation has adaptive steps of its own, by `lawson5` from a tenth of the time on, or those of a
 * batch of 200 share them, by `tsit5` from 0.01 on, the protocol of arXiv 2505.03648.
 */
export type EvaluationSteps = 'own' | 'shared';

/** How a memory is evaluated, and how often on the way. */
export interface EvaluationConfig {
  /** Relative tolerance of adaptive steps. */
  readonly rtol: number;
  /** Absolute tolerance. */
  readonly atol: number;
  /** Test images, from the first; all of them if absent. */
  readonly images?: number;
  /** Whether to watch the energy after every step, which takes as long as another field evaluation or two. */
  readonly energy: boolean;
  /** Whose steps are adaptive: each image's, or a batch's if absent. */
  readonly steps?: EvaluationSteps;
  /** Updates between two looks at the accuracy in training; 0 for none. */
  readonly every: number;
  /** Test images in such a look. */
  readonly everyImages: number;
}

/** A second, finer integration of the test images. */
export interface FinerEvaluation {
  /** Relative tolerance. */
  readonly rtol: number;
  /** Absolute tolerance. */
  readonly atol: number;
  /** Test images, from the first; all of them if absent. */
  readonly images?: number;
  /** Whose steps are adaptive: each image's, or a batch's if absent. */
  readonly steps?: EvaluationSteps;
}

/** Judgements of the same memory at other end times than that of its training. */
export interface BeyondEvaluation {
  /** The end times. */
  readonly times: readonly number[];
  /** Test images, from the first; all of them if absent. */
  readonly images?: number;
}

/** How to go about a run; none of it changes what is learned. */
export interface ExecutionConfig {
  /** How the memory is judged. */
  readonly evaluation: EvaluationConfig;
  /** Updates between two checkpoints. */
  readonly checkpointEvery: number;
}
