import { z } from 'zod';

/** A whole number from `least`. */
export function wholeFrom(least: number): z.ZodInt {
  return z.int().min(least);
}

/** A number above 0. */
export const above: z.ZodNumber = z.number().positive();
/** A number from 0. */
export const fromZero: z.ZodNumber = z.number().nonnegative();
