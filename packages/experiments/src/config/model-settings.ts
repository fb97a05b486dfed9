import type {
  CouplingConfig,
  DataName,
  GraphConfig,
  MemoryConfig,
  OscillatorConfig,
  TrainingConfig,
} from './settings.ts';

/** What a memory that is trained as a whole learns: the digit of an image, or the sum of two mod the classes. */
export const modelTasks = ['classification', 'addition'] as const;
/** One of `modelTasks`. */
export type ModelTask = (typeof modelTasks)[number];

/** Units of a memory that is trained as a whole. */
export const modelKinds = ['hopfield', 'kuramoto', 'coupled'] as const;
/** One of `modelKinds`. */
export type ModelKind = (typeof modelKinds)[number];

/** Oscillators of a memory that is trained as a whole; they start at an image, so there is no start noise. */
export type ModelOscillators = Omit<OscillatorConfig, 'startNoise' | 'rest' | 'memory' | 'held' | 'construction'>;

/** What makes a memory what it is that is trained as a whole, oscillators included. */
export interface ModelConfig extends TrainingConfig {
  /** What is learned. */
  readonly task: ModelTask;
  /** Which units there are. */
  readonly model: ModelKind;
  /** The images. */
  readonly data: DataName;
  /** Of all that is drawn: graphs, first parameters and batches. */
  readonly seed: number;
  /** Activation of threshold units (of `hopfield` and `coupled`) and number of hidden neurons, of all three. */
  readonly memory: MemoryConfig;
  /** Of `kuramoto` and `coupled`, which need these two. */
  readonly graph?: GraphConfig;
  /** Without a learned start. */
  readonly oscillators?: ModelOscillators;
  /** Of `coupled`, which needs it. */
  readonly coupling?: CouplingConfig;
  /** Where class outputs are read: `threshold`, or overlaps `reference` or `pairs` of a `kuramoto` memory. */
  readonly readout: 'threshold' | 'reference' | 'pairs';
  /** Turns all oscillators of a training batch by one random rotation, redrawn for every batch. */
  readonly rotations?: boolean;
}
