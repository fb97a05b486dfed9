import { sudokuModels } from '@hkmem/akorn';
import { z } from 'zod';
import { exactly } from '../config/exactly.ts';
import { above, fromZero, wholeFrom } from '../config/numbers.ts';
import { hasHalfEvery, optimiserMembers, withoutHalfEvery } from '../config/optimiser-schema.ts';
import type { SudokuConfig, SudokuExecution } from './settings.ts';

const givens = z.int().min(17).max(80);

const config = {
  task: z.literal('sudoku'),
  seed: wholeFrom(0),
  network: z.strictObject({
    model: z.enum(sudokuModels),
    channels: wholeFrom(1),
    n: wholeFrom(2),
    heads: wholeFrom(1),
    layers: wholeFrom(1),
  }),
  start: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'should be the SHA-256 of a file of weights' })
    .exactOptional(),
  boards: z.union(
    [
      z.strictObject({ count: wholeFrom(1), givens: z.tuple([givens, givens]), seed: wholeFrom(0) }),
      z.strictObject({ file: z.string().regex(/^[0-9a-f]{64}$/) }),
    ],
    {
      error:
        'should be {count, givens, seed} of boards to make, givens two whole numbers from 17 to 80, or {file} with the ' +
        'SHA-256 of a file of boards',
    },
  ),
  augment: z.boolean(),
  steps: wholeFrom(1),
  fewestSteps: wholeFrom(1).exactOptional(),
  stepsRise: wholeFrom(0).exactOptional(),
  hints: z.strictObject({ share: fromZero.max(1), updates: wholeFrom(0) }).exactOptional(),
  batch: wholeFrom(1),
  updates: wholeFrom(1),
  optimiser: z.strictObject(optimiserMembers).refine(hasHalfEvery, withoutHalfEvery),
  clip: above.exactOptional(),
  mean: z.strictObject({ decay: fromZero.lt(1), every: wholeFrom(1), after: wholeFrom(0), power: above }),
};

const execution = {
  checkpointEvery: wholeFrom(1),
  lookEvery: wholeFrom(0),
  lookBoards: wholeFrom(1),
  budget: wholeFrom(0),
};

/** Checks what makes a Sudoku model what it is. */
export const sudokuSchema: z.ZodType<SudokuConfig> = exactly<SudokuConfig>()(z.strictObject(config));
/** Checks a Sudoku model and how its training is gone about, as one object. */
export const sudokuRunSchema: z.ZodType<SudokuConfig & SudokuExecution> = exactly<SudokuConfig & SudokuExecution>()(
  z.strictObject({ ...config, ...execution }),
);
