import { z } from 'zod';
import { above, fromZero, wholeFrom } from './numbers.ts';
import { scheduleNames } from './settings.ts';

type Names<T extends string> = z.ZodEnum<{ [name in T]: name }>;
type MaybeNumber = z.ZodExactOptional<z.ZodNumber>;

/** Members of an optimiser's settings, whatever learns. */
export const optimiserMembers: {
  kind: Names<'lion' | 'adam'>;
  rate: z.ZodNumber;
  schedule: Names<(typeof scheduleNames)[number]>;
  halfEvery: MaybeNumber;
  warmup: z.ZodExactOptional<z.ZodInt>;
  beta1: MaybeNumber;
  beta2: MaybeNumber;
  epsilon: MaybeNumber;
  weightDecay: z.ZodNumber;
} = {
  kind: z.enum(['lion', 'adam']),
  rate: above,
  schedule: z.enum(scheduleNames),
  halfEvery: above.exactOptional(),
  warmup: wholeFrom(0).exactOptional(),
  beta1: fromZero.lt(1).exactOptional(),
  beta2: fromZero.lt(1).exactOptional(),
  epsilon: above.exactOptional(),
  weightDecay: fromZero,
};

/** Whether an optimiser's schedule has what it needs: to be refined by, with the error beside it. */
export function hasHalfEvery(value: { readonly schedule: string; readonly halfEvery?: number }): boolean {
  return value.schedule !== 'exponential' || value.halfEvery !== undefined;
}

/** What is wrong where `hasHalfEvery` is false. */
export const withoutHalfEvery = { error: 'an exponential schedule needs halfEvery' };
