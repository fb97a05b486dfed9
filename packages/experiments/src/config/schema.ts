import { couplingNames, interactionNames, omegaNames } from '@hkmem/backend';
import { editTaskNames } from '@hkmem/datasets';
import { type SolverName, solvers } from '@hkmem/dynamics';
import { cueKinds, restGradientNames } from '@hkmem/training';
import { z } from 'zod';
import { exactly } from './exactly.ts';
import { type ModelConfig, modelKinds, modelTasks } from './model-settings.ts';
import { activityNames, nameOrFormula } from './named-laws.ts';
import { above, fromZero, wholeFrom } from './numbers.ts';
import { hasHalfEvery, optimiserMembers, withoutHalfEvery } from './optimiser-schema.ts';
import { kindOf, type RunConfig, type RunConfigs, type RunKind } from './run-config.ts';
import {
  type BaseConfig,
  type BeyondEvaluation,
  type DataName,
  dataNames,
  type EditConfig,
  type ExecutionConfig,
  type FinerEvaluation,
  graphNames,
  type ImagesName,
  imagesPattern,
  type Untrained,
} from './settings.ts';
import { type TuneConfig, tuneMethods } from './tune-settings.ts';

const digit = z.int().min(0).max(255);

const weightsHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'should be the SHA-256 of a weights file in hexadecimal' });

const rest = z.strictObject({
  cue: z.enum(cueKinds),
  strength: above.exactOptional(),
  damage: z
    .strictObject({
      share: fromZero.max(1),
      noise: fromZero.max(1).exactOptional(),
      halves: z.boolean().exactOptional(),
      cover: z.tuple([wholeFrom(1), wholeFrom(1)]).exactOptional(),
    })
    .exactOptional(),
  moments: z
    .array(
      z.strictObject({
        t: above,
        steps: wholeFrom(1),
        classes: fromZero.exactOptional(),
        pixels: fromZero.exactOptional(),
        speed: fromZero.exactOptional(),
      }),
    )
    .min(1),
  lead: z.strictObject({ share: fromZero.max(1), time: z.tuple([above, above]) }).exactOptional(),
  beginning: z.strictObject({ updates: wholeFrom(0), moments: wholeFrom(1) }).exactOptional(),
  atRest: z
    .strictObject({
      gradient: z.enum(restGradientNames),
      classes: fromZero.exactOptional(),
      pixels: fromZero.exactOptional(),
      beta: above.exactOptional(),
      sweeps: wholeFrom(0).exactOptional(),
    })
    .exactOptional(),
  heldOut: wholeFrom(1).exactOptional(),
  spectrum: z.strictObject({ low: z.number(), high: z.number(), every: wholeFrom(1) }).exactOptional(),
});

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
      ...optimiserMembers,
      groups: z
        .record(
          z.string(),
          z.strictObject({ rateFactor: fromZero.exactOptional(), weightDecay: fromZero.exactOptional() }),
        )
        .exactOptional(),
    })
    .refine(hasHalfEvery, withoutHalfEvery),
  batch: wholeFrom(1),
  updates: wholeFrom(1),
  rest: rest.exactOptional(),
};

const execution = {
  evaluation: z.strictObject({
    rtol: above,
    atol: above,
    images: wholeFrom(1).exactOptional(),
    energy: z.boolean(),
    steps: z.enum(['own', 'shared']).exactOptional(),
    every: wholeFrom(0),
    everyImages: wholeFrom(1),
  }),
  checkpointEvery: wholeFrom(1),
};

/** Names of data sets. */
export const dataName: z.ZodType<DataName> = z.union([
  z.enum(dataNames),
  z.string().regex(imagesPattern, {
    error: `expected one of ${dataNames.join(', ')}, or images of a folder by their size, as images:28x28`,
  }) as z.ZodType<ImagesName>,
]);
const data = { data: dataName, seed: wholeFrom(0) };
const lagrangian = {
  activation: nameOrFormula(activityNames, 'lagrangian').exactOptional(),
  beta: z
    .union([above, z.enum(['layer', 'neuron'])], { error: "should be a number above 0, 'layer' or 'neuron'" })
    .exactOptional(),
};
const layer = z.union([wholeFrom(1), z.strictObject({ size: wholeFrom(1), ...lagrangian })], {
  error: 'should be a size, or a size with activation and beta of its own',
});
const memory = {
  memory: z
    .strictObject({
      ...lagrangian,
      activation: nameOrFormula(activityNames, 'lagrangian'),
      hidden: wholeFrom(0).exactOptional(),
      layers: z.array(layer).min(1).exactOptional(),
      pixels: z.strictObject(lagrangian).exactOptional(),
      classes: z.strictObject(lagrangian).exactOptional(),
    })
    .refine((value) => (value.hidden === undefined) !== (value.layers === undefined), {
      error: 'give hidden, for a dense memory, or layers, for a hierarchical one, not both',
    })
    .refine((value) => value.layers !== undefined || (value.pixels ?? value.classes) === undefined, {
      error: 'pixels and classes have Lagrangians of their own in a hierarchical memory alone: give layers',
    }),
};
const graph = z.strictObject({
  kind: z.enum(graphNames),
  neighbours: wholeFrom(2),
  rewiring: fromZero.max(1),
  count: z.enum(['one', 'two']),
});
const oscillators = {
  dimension: wholeFrom(2),
  interaction: nameOrFormula(interactionNames, 'pair', false),
  omega: z.enum(omegaNames),
};
const coupling = z.strictObject({
  kind: nameOrFormula(couplingNames, 'pair', true),
  alpha: z.number(),
  kappaH: above,
  kappaK: above,
});
const labels = {
  task: z.enum(editTaskNames),
  digits: z.tuple([digit, digit]),
  bias: z.strictObject({ digits: z.array(digit).min(1), share: fromZero.max(1) }).exactOptional(),
};

const base = { task: z.literal('base'), ...data, ...memory, ...training };

const edit = {
  ...labels,
  ...data,
  swapped: z
    .array(z.tuple([digit, digit]))
    .min(1)
    .exactOptional(),
  base: weightsHash,
  start: weightsHash.exactOptional(),
  graph,
  oscillators: z.strictObject({
    ...oscillators,
    startNoise: fromZero,
    rest: z.enum(['reference', 'random']).exactOptional(),
    held: z.literal(true).exactOptional(),
    construction: z
      .strictObject({
        images: wholeFrom(1),
        rounds: wholeFrom(1),
        ridge: above,
        drive: above.exactOptional(),
        well: above.exactOptional(),
      })
      .exactOptional(),
    memory: above.exactOptional(),
  }),
  coupling,
  ...training,
  updates: wholeFrom(0),
  freezeUntil: z.record(z.string(), wholeFrom(0)).exactOptional(),
};

const tune = {
  ...labels,
  ...data,
  method: z.enum(tuneMethods),
  rank: wholeFrom(1).exactOptional(),
  base: weightsHash,
  ...training,
};
const ranked = { error: 'low-rank needs rank, fine-tune has none' };
const hasRank = (config: { method: string; rank?: number }): boolean =>
  (config.method === 'low-rank') === (config.rank !== undefined);

const model = {
  task: z.enum(modelTasks),
  model: z.enum(modelKinds),
  ...data,
  ...memory,
  graph: graph.exactOptional(),
  oscillators: z.strictObject(oscillators).exactOptional(),
  coupling: coupling.exactOptional(),
  readout: z.enum(['threshold', 'reference', 'pairs']),
  rotations: z.boolean().exactOptional(),
  ...training,
};
const united = { error: 'kuramoto needs graph and oscillators, coupled a coupling too; hopfield has none of them' };
const hasUnits = (config: { model: string; graph?: unknown; oscillators?: unknown; coupling?: unknown }): boolean => {
  const oscillating = config.model !== 'hopfield';
  return (
    oscillating === (config.graph !== undefined) &&
    oscillating === (config.oscillators !== undefined) &&
    (config.model === 'coupled') === (config.coupling !== undefined)
  );
};

/** Checks what makes a base memory what it is. */
export const baseSchema: z.ZodType<BaseConfig> = exactly<BaseConfig>()(z.strictObject(base));
/** Checks an edit whose base memory is given by its configuration. */
export const untrainedEditSchema: z.ZodType<Untrained<EditConfig>> = exactly<Untrained<EditConfig>>()(
  z.strictObject({
    ...edit,
    base: z.strictObject(base),
  }),
);
/** Checks a second, finer judgement. */
export const finerSchema: z.ZodType<FinerEvaluation> = exactly<FinerEvaluation>()(
  z.strictObject({
    rtol: above,
    atol: above,
    images: wholeFrom(1).exactOptional(),
    steps: z.enum(['own', 'shared']).exactOptional(),
  }),
);
/** Checks judgements at other end times. */
export const beyondSchema: z.ZodType<BeyondEvaluation> = exactly<BeyondEvaluation>()(
  z.strictObject({
    times: z.array(above).min(1),
    images: wholeFrom(1).exactOptional(),
  }),
);
/** Checks how a run is gone about. */
export const executionSchema: z.ZodType<ExecutionConfig> = exactly<ExecutionConfig>()(z.strictObject(execution));
/** Checks what makes an edit what it is. */
export const editSchema: z.ZodType<EditConfig> = exactly<EditConfig>()(z.strictObject(edit));
/** Checks a base memory and how its run is gone about, as one object. */
export const trainRunSchema: z.ZodType<BaseConfig & ExecutionConfig> = exactly<BaseConfig & ExecutionConfig>()(
  z.strictObject({ ...base, ...execution }),
);
/** Checks an edit and how its run is gone about, as one object. */
export const editRunSchema: z.ZodType<EditConfig & ExecutionConfig> = exactly<EditConfig & ExecutionConfig>()(
  z.strictObject({ ...edit, ...execution }),
);
/** Checks what makes a retraining of W what it is. */
const tuneSchema: z.ZodType<TuneConfig> = exactly<TuneConfig>()(z.strictObject(tune).refine(hasRank, ranked));
/** Checks a retraining whose base memory is given by its configuration. */
export const untrainedTuneSchema: z.ZodType<Untrained<TuneConfig>> = exactly<Untrained<TuneConfig>>()(
  z.strictObject({ ...tune, base: z.strictObject(base) }).refine(hasRank, ranked),
);
/** Checks what makes a memory what it is that is trained as a whole. */
export const modelSchema: z.ZodType<ModelConfig> = exactly<ModelConfig>()(
  z.strictObject(model).refine(hasUnits, united),
);
/** Checks what a run is configured with, by the tag of its kind. */
export const runSchemas: { readonly [Kind in RunKind]: z.ZodType<RunConfigs[Kind]> } = {
  base: baseSchema,
  edit: editSchema,
  tune: tuneSchema,
  model: modelSchema,
};
/** Checks the configuration of a run of the kind which it seems to be, so that errors name what is at fault. */
export function schemaOfKind(config: object): z.ZodType<RunConfig> {
  return runSchemas[kindOf(config)];
}
