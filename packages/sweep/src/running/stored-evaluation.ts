import {
  canonicalJson,
  type EvaluationChoice,
  type EvaluationJob,
  evaluateMemory,
  type Memory,
  type StoredEvaluation,
} from '@hkmem/experiments';
import { readIfThere } from '../run-folder/read-if-there.ts';
import { type RunFolder, runFiles } from '../run-folder/run-folder.ts';

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

function evaluationKey({ config }: Memory, { rtol, atol, images, energy, steps, until }: EvaluationChoice): string {
  const own = steps === 'own' ? { steps } : {};
  return canonicalJson({ data: config.data, rtol, atol, images, energy, until, ...own });
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
