import type { Backend } from '@hkmem/backend';
import { adaptiveSteps, tsit5, writeParameters } from '@hkmem/dynamics';
import { type Evaluation, type EvaluationOptions, evaluate, parametersOf } from '@hkmem/training';
import type { EvaluationConfig } from '../config/settings.ts';
import type { Memory } from '../memory/memory-file.ts';
import type { Problem } from '../memory/problem.ts';
import type { TaskSource } from '../memory/task-source.ts';
import type { Progress } from '../progress/progress.ts';
import { canonicalJson } from '../run-folder/identity.ts';
import { readIfThere } from '../run-folder/read-if-there.ts';
import { type RunFolder, runFiles } from '../run-folder/run-folder.ts';

/** An evaluation as plain JSON, as it is kept in a run folder. */
export interface StoredEvaluation extends Omit<Evaluation, 'answers' | 'outputs'> {
  readonly answers: readonly number[];
  readonly backend: string;
}

/** What decides an evaluation's numbers. */
export type EvaluationChoice = Pick<EvaluationConfig, 'rtol' | 'atol' | 'images' | 'energy'>;

/** Adaptive Tsit5 at given tolerances to the time that a memory was trained for. */
export function evaluationFlow(
  { rtol, atol }: Pick<EvaluationConfig, 'rtol' | 'atol'>,
  until: number,
): NonNullable<EvaluationOptions['flow']> {
  return { solver: tsit5, control: adaptiveSteps({ rtol, atol }), until };
}

/** What an evaluation needs besides settings. */
export interface EvaluationJob {
  readonly label: string;
  readonly backend: Backend;
  readonly memory: Memory;
  readonly test: TaskSource;
  readonly readout: Problem['readout'];
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Runs test images through a memory. @throws the signal's reason if it aborts. */
export async function evaluateMemory(
  { label, backend, memory, test, readout, progress, signal }: EvaluationJob,
  settings: EvaluationChoice,
): Promise<StoredEvaluation> {
  const { checkpoint, config } = memory;
  const engine = backend.createEngine(checkpoint.spec);
  const total = Math.min(settings.images ?? test.source.count, test.source.count);
  const task = progress.begin({ label, total, unit: 'images' });
  try {
    writeParameters(engine, parametersOf(checkpoint));
    const { answers, ...rest } = await evaluate({
      engine,
      readout,
      source: test.source,
      flow: evaluationFlow(settings, config.flow.until),
      limit: total,
      energyCheck: settings.energy,
      onProgress: (done) => task.advance(done),
      signal,
    });
    return { ...rest, answers: [...answers], backend: backend.name };
  } finally {
    task.end();
    engine.dispose();
  }
}

/** The evaluations kept in a run folder: of one weights file, by data set and settings. */
interface EvaluationFile {
  readonly weights: string;
  readonly entries: Readonly<Record<string, StoredEvaluation>>;
}

/** As `evaluateMemory`, but what a file of the folder keeps for these weights and settings is used again. */
export async function evaluateOnce(
  folder: RunFolder,
  job: EvaluationJob,
  settings: EvaluationChoice,
  file: string = runFiles.evaluation,
): Promise<StoredEvaluation> {
  const { memory } = job;
  const kept = parseEvaluations(await folder.read(file), memory.hash);
  const known = kept.entries[evaluationKey(memory, settings)];
  if (known !== undefined) return known;
  const evaluation = await evaluateMemory(job, settings);
  const entries = { ...kept.entries, [evaluationKey(memory, settings)]: evaluation };
  await folder.write(file, `${JSON.stringify({ weights: memory.hash, entries })}\n`);
  return evaluation;
}

/** The evaluation of a memory in a file, where there is one by these settings. @throws {RunFolderError} */
export async function findEvaluation(
  path: string,
  memory: Memory,
  settings: EvaluationChoice,
): Promise<StoredEvaluation | undefined> {
  return parseEvaluations(await readIfThere(path), memory.hash).entries[evaluationKey(memory, settings)];
}

function evaluationKey({ config }: Memory, { rtol, atol, images, energy }: EvaluationChoice): string {
  return canonicalJson({ data: config.data, rtol, atol, images, energy });
}

function parseEvaluations(bytes: Uint8Array | undefined, weights: string): EvaluationFile {
  try {
    const file = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array(0))) as EvaluationFile;
    if (file.weights === weights && typeof file.entries === 'object') return file;
  } catch {
    // No file yet, or one from a process that was killed in another version: evaluate anew.
  }
  return { weights, entries: {} };
}
