import { join } from 'node:path';
import { type BaseConfig, type EditConfig, type ExecutionConfig, identify, recipeFor } from '@hkmem/experiments';
import { runEdit, type Session, trainAtRest, trainedBase } from '@hkmem/sweep';
import type { WeightsFolder } from './weights-folder.ts';

/** Test images that judge a training in its run folder, at most; what ships is judged by itself. */
const images = 20;

/**
 * Trains what the weights of a folder were made of, by the configurations in its manifests, in run folders below `root`; what
 * is there already is used, what was stopped goes on. Returns the run folders: a base memory, its edit, a memory at rest.
 */
export async function trainSiteRuns(session: Session, root: string, weights: WeightsFolder): Promise<string[]> {
  const [base, edit, rest] = ['memory', 'edit', 'rest'].map((name) => weights.manifest(name).config);
  const { execution } = recipeFor('mnist');
  const judged = (usual: ExecutionConfig): ExecutionConfig => ({
    ...usual,
    evaluation: { ...usual.evaluation, images, everyImages: images },
  });
  const trained = await trainedBase(session, root, base as BaseConfig, judged(execution.base));
  const config = { ...(edit as EditConfig), base: trained.memory.hash };
  await runEdit(session, root, config, judged(execution.edit), {}, trained, async () => {});
  const { path } = await trainAtRest(session, root, rest as BaseConfig, { images, fresh: false });
  return [join(root, identify(base as BaseConfig).folder), join(root, identify(config).folder), path];
}
