import { activationNames, couplingNames, interactionNames, omegaNames } from '@hkmem/backend';
import { editTaskNames } from '@hkmem/datasets';
import { type SolverName, solvers } from '@hkmem/dynamics';
import { z } from 'zod';
import {
  type BaseConfig,
  dataNames,
  type EditConfig,
  type ExecutionConfig,
  graphNames,
  scheduleNames,
} from './settings.ts';

function wholeFrom(least: number): z.ZodInt {
  return z.int().min(least);
}

const above = z.number().positive();
const fromZero = z.number().nonnegative();
const digit = z.int().min(0).max(255);

const training = {
  flow: z.strictObject({
    solver: z.enum(Object.keys(solvers) as SolverName[]),
    steps: wholeFrom(1),
    jitter: fromZero.max(3),
    until: above,
    renormalise: z.boolean().exactOptional(),
  }),
  optimiser: z
    .strictObject({
      kind: z.enum(['lion', 'adam']),
      rate: above,
      schedule: z.enum(scheduleNames),
      halfEvery: above.exactOptional(),
      warmup: wholeFrom(0).exactOptional(),
      beta1: fromZero.lt(1).exactOptional(),
      beta2: fromZero.lt(1).exactOptional(),
      epsilon: above.exactOptional(),
      weightDecay: fromZero,
      groups: z
        .record(
          z.string(),
          z.strictObject({ rateFactor: fromZero.exactOptional(), weightDecay: fromZero.exactOptional() }),
        )
        .exactOptional(),
    })
    .refine((value) => value.schedule !== 'exponential' || value.halfEvery !== undefined, {
      error: 'an exponential schedule needs halfEvery',
    }),
  batch: wholeFrom(1),
  updates: wholeFrom(1),
};

const execution = {
  evaluation: z.strictObject({
    rtol: above,
    atol: above,
    images: wholeFrom(1).exactOptional(),
    energy: z.boolean(),
    every: wholeFrom(0),
    everyImages: wholeFrom(1),
  }),
  checkpointEvery: wholeFrom(1),
};

const base = {
  task: z.literal('base'),
  data: z.enum(dataNames),
  seed: wholeFrom(0),
  memory: z
    .strictObject({
      activation: z.enum(activationNames),
      hidden: wholeFrom(0).exactOptional(),
      layers: z.array(wholeFrom(1)).min(1).exactOptional(),
    })
    .refine((value) => (value.hidden === undefined) !== (value.layers === undefined), {
      error: 'give hidden, for a dense memory, or layers, for a hierarchical one, not both',
    }),
  ...training,
};

const edit = {
  task: z.enum(editTaskNames),
  data: z.enum(dataNames),
  seed: wholeFrom(0),
  digits: z.tuple([digit, digit]),
  base: z.string().regex(/^[0-9a-f]{64}$/, { error: 'should be the SHA-256 of a weights file in hexadecimal' }),
  graph: z.strictObject({
    kind: z.enum(graphNames),
    neighbours: wholeFrom(2),
    rewiring: fromZero.max(1),
    count: z.enum(['one', 'two']),
  }),
  oscillators: z.strictObject({
    dimension: wholeFrom(2),
    interaction: z.enum(interactionNames),
    omega: z.enum(omegaNames),
    startNoise: fromZero,
  }),
  coupling: z.strictObject({ kind: z.enum(couplingNames), alpha: z.number(), kappaH: above, kappaK: above }),
  ...training,
  bias: z.strictObject({ digits: z.array(digit).min(1), share: fromZero.max(1) }).exactOptional(),
  freezeUntil: z.record(z.string(), wholeFrom(0)).exactOptional(),
};

/** Checks what makes a base memory what it is. */
export const baseSchema: z.ZodType<BaseConfig> = z.strictObject(base);
/** Checks what makes an edit what it is. */
export const editSchema: z.ZodType<EditConfig> = z.strictObject(edit);
/** Checks what `hkmem train` is configured with. */
export const trainRunSchema: z.ZodType<BaseConfig & ExecutionConfig> = z.strictObject({ ...base, ...execution });
/** Checks what `hkmem edit` is configured with. */
export const editRunSchema: z.ZodType<EditConfig & ExecutionConfig> = z.strictObject({ ...edit, ...execution });
