import type { ShapesSpec, ShapesTraining } from '@hkmem/akorn';
import { adamDefaults, weightMeanDefaults } from '@hkmem/training';
import { z } from 'zod';
import { exactly } from '../config/exactly.ts';

/** What makes a network of shapes what it is. */
export interface ShapesConfig {
  /** To be told from other runs. */
  readonly task: 'shapes';
  /** Of first weights, scenes and starts. */
  readonly seed: number;
  /** The network. */
  readonly network: {
    /** C. */
    readonly channels: number;
    /** n, dimension of an oscillator. */
    readonly n: number;
    /** Rows and columns of an image. */
    readonly size: number;
    /** k of the convolution that makes the stimulus. */
    readonly stimulus: number;
    /** k of the convolution that connects oscillators. */
    readonly kernel: number;
  };
  /** Fewest and most shapes of a scene. */
  readonly shapes: readonly [fewest: number, most: number];
  /** T. */
  readonly steps: number;
  /** Scenes of an update. */
  readonly batch: number;
  /** How many. */
  readonly updates: number;
  /** Learning rate of Adam at its largest; it falls to 0 along half a cosine. */
  readonly rate: number;
  /** Largest global norm of a gradient. */
  readonly clip: number;
}

/** 16 x 16 pixels, 2 to 4 shapes, 32 channels, T = 8, 2,000 updates of 16 scenes. */
export const shapesDefaults: ShapesConfig = {
  task: 'shapes',
  seed: 1,
  network: { channels: 32, n: 4, size: 16, stimulus: 5, kernel: 5 },
  shapes: [2, 4],
  steps: 8,
  batch: 16,
  updates: 2000,
  rate: 2e-3,
  clip: 1,
};

const whole = z.int().min(1);
const above = z.number().positive();

/** Checks what makes a network of shapes what it is. */
export const shapesSchema: z.ZodType<ShapesConfig> = exactly<ShapesConfig>()(
  z.strictObject({
    task: z.literal('shapes'),
    seed: z.int().min(0),
    network: z.strictObject({
      channels: whole,
      n: z.int().min(2),
      size: z.int().min(12).max(64),
      stimulus: whole,
      kernel: whole,
    }),
    shapes: z.tuple([whole.max(255), whole.max(255)]),
    steps: whole,
    batch: whole,
    updates: whole,
    rate: above,
    clip: above,
  }),
);

/** The network of a configuration. */
export function shapesSpec({ network }: Pick<ShapesConfig, 'network'>): ShapesSpec {
  return { ...network };
}

/** How a configuration is trained. */
export function shapesTraining({ seed, updates, batch, steps, shapes, rate, clip }: ShapesConfig): ShapesTraining {
  const optimiser = { ...adamDefaults, rate, schedule: { kind: 'cosine', updates } } as const;
  return { seed, updates, batch, steps, shapes, optimiser, clip, mean: weightMeanDefaults };
}
