import { join } from 'node:path';
import { damages, type ImageDataset } from '@hkmem/datasets';
import type { FixedPointOptions } from '@hkmem/dynamics';
import {
  canonicalJson,
  evaluateMemoryAtRest,
  identify,
  type Memory,
  type Problem,
  type RestEvaluationChoice,
} from '@hkmem/experiments';
import type { RestEvaluation } from '@hkmem/training';
import { RunFolder, runFiles } from '../run-folder/run-folder.ts';
import type { Session } from '../session/session.ts';
import { type TrainedRun, trainRun } from './train-run.ts';

/** Files of a run that is judged at rest, beside those of every run. */
const restFiles = { evaluation: (judges: string): string => `rest-${judges}.json`, cost: 'cost.json' } as const;

/** A run that is trained and judged at rest. */
export interface RestRun extends Pick<TrainedRun, 'memory'> {
  /** Its answers on the way to rest and there. */
  readonly evaluation: RestEvaluation;
  /** Processor seconds of its training, over all sessions and threads. */
  readonly processorSeconds: number;
  /** Path of the run folder. */
  readonly path: string;
}

/** How a run is judged at rest. */
export interface RestJudgement extends RestEvaluationChoice {
  /** The images that judge, as `test`; those of the session's data set if absent. */
  readonly judges?: { readonly name: string; readonly dataset: ImageDataset };
  /** Of the search for rest. */
  readonly search?: Omit<FixedPointOptions, 'input' | 'tolerance'>;
  /** Train anew even if it is there. */
  readonly fresh?: boolean;
}

/**
 * Trains a problem, prepared unless it is finished, in its folder under `root` and follows the images that judge to rest; what
 * is there already is used. Throws as `trainRun` and `evaluateMemoryAtRest`.
 */
export async function runAtRest(
  session: Session,
  root: string,
  problem: Problem,
  judgement: RestJudgement,
  prepare: (problem: Problem) => Promise<Problem> = async (given) => given,
): Promise<RestRun> {
  const { config } = problem;
  const folder = await RunFolder.open(join(root, identify(config).folder), config);
  try {
    const { memory } = await trained(session, folder, problem, judgement, prepare);
    const evaluation = await evaluatedOnce(session, folder, memory, judgement);
    return { memory, evaluation, processorSeconds: await costOf(folder), path: folder.path };
  } finally {
    await folder.close();
  }
}

async function trained(
  session: Session,
  folder: RunFolder,
  problem: Problem,
  { fresh = false }: Pick<RestJudgement, 'fresh'>,
  prepare: (problem: Problem) => Promise<Problem>,
): Promise<TrainedRun> {
  const evaluation = { rtol: 1e-3, atol: 1e-6, energy: false, every: 0, everyImages: 1 };
  const start = process.cpuUsage();
  const before = fresh ? 0 : await costOf(folder);
  try {
    const finished = !fresh && (await folder.read(runFiles.weights)) !== undefined;
    const ready = finished ? problem : await prepare(problem);
    return await trainRun(session, folder, ready, { evaluation, checkpointEvery: 250 }, { fresh });
  } finally {
    const { user, system } = process.cpuUsage(start);
    const finished = (user + system) / 1e6;
    // A run that was found finished costs next to nothing.
    await folder.write(restFiles.cost, `${JSON.stringify({ processorSeconds: before + finished })}\n`);
  }
}

async function costOf(folder: RunFolder): Promise<number> {
  const bytes = await folder.read(restFiles.cost);
  if (bytes === undefined) return 0;
  return (JSON.parse(new TextDecoder().decode(bytes)) as { processorSeconds: number }).processorSeconds;
}

/**
 * Judged damage by damage, each kept in a file of its own: what is there for these weights and this judgement is used again,
 * and an end on the way loses one damage at most.
 */
async function evaluatedOnce(
  session: Session,
  folder: RunFolder,
  memory: Memory,
  judgement: RestJudgement,
): Promise<RestEvaluation> {
  const { search, judges, fresh: _, ...choice } = judgement;
  const name = judges?.name ?? 'test';
  const { backend, progress, signal } = session;
  const parts: RestEvaluation[] = [];
  for (const damage of choice.damages ?? damages.map((each) => each.name)) {
    const one = { ...choice, damages: [damage] };
    const key = canonicalJson({ weights: memory.hash, ...one, search, by: 'class', flow: 'heun 1e-2' });
    const file = restFiles.evaluation(`${name}-${damage.replaceAll(' ', '-')}`);
    const bytes = await folder.read(file);
    const kept = bytes && readEvaluation(bytes);
    if (kept?.key === key) {
      parts.push(kept.found);
      continue;
    }
    const dataset = judges?.dataset ?? (await session.dataset(memory.config.data));
    const label = `${memory.config.task}, ${name}, ${damage}, to rest`;
    const certificate = parts[0]?.certificate;
    const known = { ...search, ...(certificate && { certificate }) };
    const job = { label, backend, memory, dataset, progress, signal, search: known };
    const found = await evaluateMemoryAtRest(job, one);
    await folder.write(file, `${JSON.stringify({ key, found })}\n`);
    parts.push(found);
  }
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  return { ...parts[0]!, damages: parts.flatMap((part) => part.damages), seconds };
}

/** JSON has null for numbers that are not finite, and nothing else here is null. */
function readEvaluation(bytes: Uint8Array): { readonly key: string; readonly found: RestEvaluation } {
  return JSON.parse(new TextDecoder().decode(bytes), (_, value: unknown) => (value === null ? Number.NaN : value));
}
