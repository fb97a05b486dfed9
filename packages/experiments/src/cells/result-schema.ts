import { z } from 'zod';
import { type Cell, identifyCell } from './cell.ts';
import type { CellNumber, CellResult } from './cell-result.ts';
import { cellSchema } from './cell-schema.ts';

const number: z.ZodType<CellNumber> = z.lazy(() =>
  z.union([z.number(), z.string(), z.boolean(), z.null(), z.array(number), z.record(z.string(), number)]),
);

const resultSchema: z.ZodType<CellResult> = z.strictObject({
  id: z.string(),
  hash: z.string(),
  version: z.string(),
  cell: cellSchema,
  numbers: z.record(z.string(), number),
  cost: z.strictObject({
    trainingSeconds: z.number(),
    evaluationSeconds: z.number(),
    backend: z.string(),
    threads: z.number(),
    machine: z.string(),
    finished: z.string(),
  }),
});

/** What was read as the result of a cell, or undefined if it is not one, or another cell's. */
export function resultOfCell(found: unknown, cell: Cell): CellResult | undefined {
  const result = resultSchema.safeParse(found).data;
  const { id, hash } = identifyCell(cell);
  return result?.id === id && result.hash === hash && identifyCell(result.cell).hash === hash ? result : undefined;
}
