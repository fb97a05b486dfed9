import { join } from 'node:path';
import {
  type BaseConfig,
  type ExecutionConfig,
  identify,
  type Memory,
  type StoredEvaluation,
} from '@hkmem/experiments';
import type { Session } from '../session/session.ts';
import { runBase } from './base-run.ts';
import { readRun } from './stored-run.ts';

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
  const found = await readRun(join(root, identify(config).folder), execution.evaluation);
  if (found !== undefined) return found;
  return runBase(session, root, config, execution, {}, async () => {});
}
