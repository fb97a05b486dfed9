import { HkmemError, type ParameterValues, parameterShapes, type SystemSpec } from '@hkmem/backend';
import { encodeMemory, InputFileError } from '@hkmem/experiments';
import {
  type DenseEnergyName,
  type DenseLayers,
  denseEnergyNames,
  ruleHolds,
  type ThresholdMemory,
  type ThresholdRuleName,
  thresholdRuleNames,
} from '@hkmem/storage';
import { type Checkpoint, createCheckpoint, decodeCheckpoint, parametersOf } from '@hkmem/training';
import { z } from 'zod';

/** Rules by which pictures are stored: those of threshold units, and energies of dense memories. */
export const storedRuleNames: readonly StoredRuleName[] = [...thresholdRuleNames, ...denseEnergyNames];
/** A rule by which pictures are stored. */
export type StoredRuleName = ThresholdRuleName | DenseEnergyName;

/** Whether a rule is the energy of a dense memory, with a hidden unit for each picture. */
export function isDense(rule: StoredRuleName): rule is DenseEnergyName {
  return (denseEnergyNames as readonly string[]).includes(rule);
}

/** Pictures stored without training, as a weights file holds them. */
export interface StoredImages {
  /** By which they are stored. */
  readonly rule: StoredRuleName;
  /** A picture of +1 and -1 is shown as this times itself. */
  readonly scale: number;
  /** Rows of pixels. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
  /** What each picture is called. */
  readonly names: readonly string[];
  /** +1 for ink and -1 for none, [height * width] each. */
  readonly patterns: readonly Float64Array[];
  /** Of the memory: dense weights, a unit a pixel; of dense memories a hidden unit a picture, too. */
  readonly spec: SystemSpec;
  /** Its weights and biases. */
  readonly parameters: ParameterValues;
}

const schema = z.strictObject({
  stored: z.strictObject({
    rule: z.enum([...thresholdRuleNames, ...denseEnergyNames]),
    /** Absent: 1. */
    scale: z.number().positive().optional(),
    height: z.int().min(1),
    width: z.int().min(1),
    names: z.array(z.string()).min(1),
    /** A bit a pixel, the first in the lowest bit of the first byte, in base64. */
    patterns: z.array(z.base64()).min(1),
  }),
});

/** The bytes of a weights file. */
export function encodeStored(
  memory: ThresholdMemory | DenseLayers,
  { height, width, names }: Pick<StoredImages, 'height' | 'width' | 'names'>,
): Uint8Array {
  const dense = 'energyName' in memory;
  const rule = dense ? { rule: memory.energyName, scale: memory.gain } : { rule: memory.ruleName };
  const stored = { ...rule, height, width, names, patterns: memory.patterns.map(packed) };
  const shapes = parameterShapes(memory.spec);
  const parameters = Object.fromEntries(
    Object.entries(memory.parameterValues).map(([path, values]) => {
      return [path, { shape: shapes.get(path)!, data: Float64Array.from(values) }];
    }),
  );
  const state = { update: 0, parameters, moments: {} };
  return encodeMemory(
    createCheckpoint({ spec: memory.spec, state, config: { stored }, seed: 0, integration: 'none: stored by a rule' }),
  );
}

/** What a weights file holds, or undefined if it is none of `hkmem store`. @throws {InputFileError} if it is a broken one. */
export function decodeStored(bytes: Uint8Array, path: string): StoredImages | undefined {
  let checkpoint: Checkpoint;
  try {
    checkpoint = decodeCheckpoint(bytes);
  } catch (cause) {
    // What it is instead is said by whoever reads other memories.
    if (cause instanceof HkmemError) return undefined;
    throw cause;
  }
  const { config, spec } = checkpoint;
  if (typeof config !== 'object' || config === null || !('stored' in config)) return undefined;
  const found = schema.safeParse(config);
  if (!found.success) throw new InputFileError(path, 'its stored pictures cannot be read. Store them anew.');
  const { patterns, names, height, width, rule, scale = 1 } = found.data.stored;
  const size = height * width;
  const bits = patterns.map((text) => Buffer.from(text, 'base64'));
  if (
    spec.neurons !== size + (isDense(rule) ? bits.length : 0) ||
    names.length !== bits.length ||
    bits.some((each) => each.length !== Math.ceil(size / 8))
  ) {
    throw new InputFileError(
      path,
      `its pictures and names are not ${size} pixels for each of its units. Store them anew.`,
    );
  }
  const unpacked = bits.map((each) =>
    Float64Array.from({ length: size }, (_, i) => ((each[i >> 3]! >> (i & 7)) & 1 ? 1 : -1)),
  );
  return { rule, scale, height, width, names, patterns: unpacked, spec, parameters: parametersOf(checkpoint) };
}

/** One line about a memory. */
export function describeStored({
  rule,
  patterns,
  height,
  width,
}: Pick<StoredImages, 'rule' | 'patterns' | 'height' | 'width'>): string {
  const about = `${patterns.length} picture${patterns.length === 1 ? '' : 's'} of ${height} x ${width} pixels by the rule '${rule}'`;
  return isDense(rule) ? about : `${about}, which holds about ${ruleHolds(rule, height * width)} random ones`;
}

function packed(pattern: Float64Array): string {
  const bytes = new Uint8Array(Math.ceil(pattern.length / 8));
  pattern.forEach((sign, i) => {
    if (sign > 0) bytes[i >> 3]! |= 1 << (i & 7);
  });
  return Buffer.from(bytes).toString('base64');
}
