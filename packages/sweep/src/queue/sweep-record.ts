import { z } from 'zod';
import { plainText } from './redact.ts';

/** What the queue remembers of a sweep. */
export interface SweepRecord {
  /** `sweep-<12 hexadecimal digits>`. */
  readonly id: string;
  /** Name of the file that it came from, without folders. */
  readonly name: string;
  /** Of hkmem. */
  readonly version: string;
  /** Where workers compute. */
  readonly backend: string;
  /** In ISO 8601. */
  readonly submitted: string;
  /** Whether it was cancelled and not submitted since. */
  readonly cancelled: boolean;
  /** Cells, those that others need included. */
  readonly cells: readonly { readonly id: string; readonly kind: string; readonly needed: boolean }[];
}

const line = z.string().transform((text) => plainText(text, 80));

const recordSchema: z.ZodType<SweepRecord> = z.object({
  id: z.string().regex(/^sweep-[0-9a-f]{12}$/),
  name: line,
  version: line,
  backend: line,
  submitted: line,
  cancelled: z.boolean(),
  cells: z.array(z.object({ id: z.string().regex(/^[\w-]+$/), kind: line, needed: z.boolean() })),
});

/** A record from the queue, undefined if it is none. */
export function readRecord(text: string | null): SweepRecord | undefined {
  try {
    return text === null ? undefined : recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
