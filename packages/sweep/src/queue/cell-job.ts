import { HkmemError } from '@hkmem/backend';
import { type Cell, cellSchema, identifyCell, isSettings, validate } from '@hkmem/experiments';
import { z } from 'zod';
import { RefusedJobError } from './errors.ts';

/** Backends that a job may ask for by name; each gives its own last bits. */
export const jobBackends = ['wasm', 'webgpu', 'cpu'] as const;
/** One of `jobBackends`. */
export type JobBackend = (typeof jobBackends)[number];

/** What a job on the queue holds. */
export interface CellJob {
  readonly cell: Cell;
  /** Of hkmem; others do not run it. */
  readonly version: string;
  readonly backend: JobBackend;
}

/** What a finished job leaves on the queue. */
export interface CellReceipt {
  readonly hash: string;
  /** Name of the worker. */
  readonly worker: string;
  /** From where it was begun to its end; absent if it was found done, or gone on with. */
  readonly seconds?: number;
}

/** How a running job stands. */
export interface CellStep {
  readonly worker: string;
  readonly share: number;
  readonly firstShare: number;
  /** Such as `swap 12/300 updates`. */
  readonly text: string;
}

/** Most characters of a job: some ten times what a cell with every setting has. */
const mostCharacters = 32_768;

const jobSchema: z.ZodType<CellJob> = z.strictObject({
  cell: cellSchema,
  version: z.string().max(64),
  backend: z.enum(jobBackends),
});

/**
 * Reads a job as hostile input: it may hold a cell and nothing else, and its id must be that of the cell.
 * @throws {RefusedJobError} saying what is wrong.
 */
export function readJob(id: string | undefined, data: unknown): CellJob {
  const length = JSON.stringify(data)?.length ?? 0;
  if (length > mostCharacters) {
    throw new RefusedJobError(`refused: the job has ${length} characters, allowed are ${mostCharacters}.`);
  }
  if (!isSettings(data)) throw new RefusedJobError('refused: the job holds no cell.');
  let job: CellJob;
  try {
    job = validate(jobSchema, data, { source: 'refused: job', names: new Map() });
  } catch (error) {
    if (error instanceof HkmemError) throw new RefusedJobError(error.message);
    throw error;
  }
  const found = identifyCell(job.cell).id;
  if (found !== id) throw new RefusedJobError(`refused: the job is called '${id}', its cell is ${found}.`);
  return job;
}

const receiptSchema: z.ZodType<CellReceipt> = z.object({
  hash: z.string(),
  worker: z.string(),
  seconds: z.number().nonnegative().exactOptional(),
});

const share = z.number().min(0).max(1);
const stepSchema: z.ZodType<CellStep> = z.object({ worker: z.string(), share, firstShare: share, text: z.string() });

/** The receipt that a job left, undefined if there is none of this form. */
export function readReceipt(value: unknown): CellReceipt | undefined {
  return receiptSchema.safeParse(value).data;
}

/** How a job says it stands, undefined if it says nothing of this form. */
export function readStep(value: unknown): CellStep | undefined {
  return stepSchema.safeParse(value).data;
}
