import { z } from 'zod';
import { exactly } from '../config/exactly.ts';
import {
  baseSchema,
  beyondSchema,
  executionSchema,
  finerSchema,
  modelSchema,
  untrainedEditSchema,
  untrainedTuneSchema,
} from '../config/schema.ts';
import type { Cell } from './cell.ts';

const parts = {
  execution: executionSchema,
  finer: finerSchema.exactOptional(),
  beyond: beyondSchema.exactOptional(),
};
const digit = z.int().min(0).max(255);

const schema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('base'), config: baseSchema, ...parts }),
  z.strictObject({ kind: z.literal('edit'), config: untrainedEditSchema, ...parts }),
  z.strictObject({
    kind: z.literal('sequence'),
    config: untrainedEditSchema.refine(({ task }) => task === 'swap', { error: 'a sequence is of swaps' }),
    later: z.array(z.tuple([digit, digit])).min(1),
    ...parts,
  }),
  z.strictObject({ kind: z.literal('tune'), config: untrainedTuneSchema, ...parts }),
  z.strictObject({
    kind: z.literal('told'),
    config: untrainedTuneSchema.refine(({ task }) => task.startsWith('associative-'), {
      error: 'only an associative task has a context to be told',
    }),
    ...parts,
  }),
  z.strictObject({ kind: z.literal('model'), config: modelSchema, ...parts }),
]);

/** Checks a cell that comes from a file or a queue. */
export const cellSchema: z.ZodType<Cell> = exactly<Cell>()(schema);
