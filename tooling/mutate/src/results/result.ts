import { createHash } from 'node:crypto';

/** What became of a mutant. */
export const outcomes = ['killed', 'survived', 'equivalent', 'invalid'] as const;
/**
 * `killed`: a test failed, or the program ended or went on for ever. `survived`: all tests passed. `equivalent`: the
 * fault changes nothing that can be seen. `invalid`: the fault is no program, which the build would refuse.
 */
export type Outcome = (typeof outcomes)[number];

/** Why a mutant is equivalent that the compiler makes the same binary of. */
export const sameBinary = 'the same binary';

/** One line of the results. */
export interface Result {
  /** The mutant's. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
  readonly outcome: Outcome;
  /** What found the fault, or why it is equivalent or invalid. */
  readonly by: string;
  /** Of the file that the fault was put into; a result of another text says nothing. */
  readonly digest: string;
  /** Whether it survived and was found to make another binary. */
  readonly compared?: boolean;
}

/** A short digest of a text. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
