import { join } from 'node:path';
import type { BaseConfig, ExecutionConfig } from '../config/settings.ts';
import { decodeMemory, type Memory } from '../memory/memory-file.ts';
import { identify } from '../run-folder/identity.ts';
import { readIfThere } from '../run-folder/read-if-there.ts';
import { runFiles } from '../run-folder/run-folder.ts';
import { runBase } from './base-run.ts';
import { findEvaluation, type StoredEvaluation } from './evaluate-memory.ts';
import type { Session } from './session.ts';

/**
 * A trained base memory under `root` with its answers: read, without taking the folder, if it is finished, and made there
 * if not. Throws as `runBase`.
 */
export async function trainedBase(
  session: Session,
  root: string,
  config: BaseConfig,
  execution: ExecutionConfig,
): Promise<{ readonly memory: Memory; readonly evaluation: StoredEvaluation }> {
  const path = join(root, identify(config).folder);
  const weights = join(path, runFiles.weights);
  const bytes = await readIfThere(weights);
  if (bytes !== undefined) {
    const memory = decodeMemory(bytes, weights);
    const evaluation = await findEvaluation(join(path, runFiles.evaluation), memory, execution.evaluation);
    if (evaluation !== undefined) return { memory, evaluation };
  }
  return runBase(session, root, config, execution, {}, async () => {});
}
