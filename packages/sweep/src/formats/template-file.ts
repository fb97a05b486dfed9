import {
  type CouplingSpec,
  couplingNames,
  interactionNames,
  type OscillatorSpec,
  omegaNames,
  type ThresholdSpec,
} from '@hkmem/backend';
import {
  activityNames,
  couplingKindOf,
  InputFileError,
  interactionOf,
  isSettings,
  nameOrFormula,
  thresholdSpecOf,
  validate,
} from '@hkmem/experiments';
import type { EqxTemplate } from '@hkmem/training/formats';
import { z } from 'zod';
import { messageOf } from '../error-facts.ts';
import { readInputText } from '../files/input-file.ts';
import { parseSettings } from '../files/parse-settings.ts';

/** A template with the system that its file is of, if it says so. */
export interface TemplateFile extends EqxTemplate {
  /** The system, without what shapes of leaves say. */
  readonly system?: SystemForm;
}

/** A system without its graphs. */
export interface SystemForm {
  /** N. */
  readonly neurons?: number;
  /** Threshold units. */
  readonly threshold?: ThresholdSpec;
  /** Oscillators. */
  readonly oscillators?: Omit<OscillatorSpec, 'graph'>;
  /** What binds both. */
  readonly coupling?: Omit<CouplingSpec, 'graph'>;
}

const size = z.int().min(1);
const kappa = z.number().positive();
const lagrangian = {
  activation: nameOrFormula(activityNames, 'lagrangian').exactOptional(),
  beta: z
    .union([kappa, z.enum(['layer', 'neuron'])], { error: "should be a number above 0, 'layer' or 'neuron'" })
    .exactOptional(),
};
const layer = z.union([size, z.strictObject({ size, ...lagrangian })], {
  error: 'should be a size, or a size with activation and beta of its own',
});

const systemSchema = z.strictObject({
  neurons: size.exactOptional(),
  threshold: z
    .strictObject({
      ...lagrangian,
      activation: nameOrFormula(activityNames, 'lagrangian'),
      layers: z.array(layer).min(2).exactOptional(),
    })
    .exactOptional(),
  oscillators: z
    .strictObject({
      dimension: z.int().min(2),
      interaction: nameOrFormula(interactionNames, 'pair', false),
      hidden: z.array(size).min(1).exactOptional(),
      omega: z.enum(omegaNames),
      learnedStart: z.boolean().exactOptional(),
    })
    .exactOptional(),
  coupling: z
    .strictObject({ kind: nameOrFormula(couplingNames, 'pair', true), kappaH: kappa, kappaK: kappa })
    .exactOptional(),
});

/** A system as a file says it, names and formulas as made of them. */
function systemOf({ threshold, oscillators, coupling, ...rest }: z.infer<typeof systemSchema>): SystemForm {
  return {
    ...rest,
    ...(threshold && { threshold: thresholdSpecOf(threshold) }),
    ...(oscillators && { oscillators: { ...oscillators, interaction: interactionOf(oscillators.interaction) } }),
    ...(coupling && { coupling: { ...coupling, kind: couplingKindOf(coupling.kind) } }),
  };
}

const leafSchema = z.strictObject({
  field: z.string().min(1),
  parameter: z.string().min(1).exactOptional(),
  shape: z.array(z.int().min(0)).exactOptional(),
  absent: z.enum(['zeros', 'e1']).exactOptional(),
});

const templateSchema = z.strictObject({
  name: z.string().min(1),
  system: systemSchema.exactOptional(),
  leaves: z.array(leafSchema).min(1),
  elsewhere: z.array(z.string().min(1)).exactOptional(),
});

/** Reads a template from a JSON file. @throws {InputFileError | ConfigError} naming every field at fault. */
export async function readTemplate(path: string): Promise<TemplateFile> {
  const text = await readInputText(path);
  try {
    JSON.parse(text);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new InputFileError(path, `cannot be read as a template: ${reason}`, { cause });
  }
  const found = parseSettings(text, path);
  if (!isSettings(found)) throw new InputFileError(path, 'should hold a JSON object with name and leaves.');
  const { system, ...template } = validate(templateSchema, found, { source: path, names: new Map() });
  return { ...template, ...(system && { system: systemOf(system) }) };
}
