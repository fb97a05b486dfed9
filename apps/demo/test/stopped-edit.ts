import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  baseProblem,
  type EditConfig,
  glyphsRecipe,
  identify,
  loadData,
  noProgress,
  type Progress,
  trainMemory,
} from '@hkmem/experiments';
import { evaluateBase, InterruptedError, runEdit, runFiles, withSession } from '@hkmem/sweep';

/** Checkpoints of one edit. */
export interface StoppedEdit {
  /** Where it was stopped. */
  readonly stopped: Uint8Array<ArrayBuffer>;
  /** After its last update, on from there as `hkmem edit` goes on, and with the moments that it ends with. */
  readonly finished: Uint8Array<ArrayBuffer>;
  /** Updates of the whole. */
  readonly updates: number;
}

const [updates, stop] = [24, 9];

/** An edit of drawn digits with warm-up, a bias and an earlier swap, stopped in its run folder below `root` and gone on with. */
export async function stoppedEdit(root: string): Promise<StoppedEdit> {
  const dataset = await loadData('glyphs');
  const shared = { data: 'glyphs', seed: 3 } as const;
  const { edit, execution } = glyphsRecipe;
  const judged = { rtol: 1e-3, atol: 1e-6, images: 10, energy: false, every: 0, everyImages: 10 };
  const base = await withSession({ backend: 'wasm', workers: 1 }, async (session) => {
    const small = { ...glyphsRecipe.base, memory: { activation: 'relu', hidden: 10 }, updates: 20 } as const;
    const memory = await trainMemory(session.backend, baseProblem({ task: 'base', ...shared, ...small }, dataset));
    return { memory, evaluation: await evaluateBase(session, memory, 'glyphs', judged) };
  });
  const recipe = edit('swap', 'additive');
  const config: EditConfig = {
    task: 'swap',
    ...shared,
    ...recipe,
    base: base.memory.hash,
    swapped: [[2, 3]],
    bias: { digits: [0, 1], share: 0.5 },
    optimiser: { ...recipe.optimiser, warmup: 12 },
    freezeUntil: { 'coupling.alpha': 11 },
    updates,
  };
  const go = (folder: string, signal: AbortSignal, progress: Progress): Promise<unknown> =>
    withSession({ backend: 'wasm', workers: 1, signal, progress }, (session) =>
      runEdit(session, folder, config, { ...execution.edit, evaluation: judged }, {}, base, async () => {}),
    );
  const read = (folder: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(readFileSync(join(folder, identify(config).folder, runFiles.checkpoint)));

  const [first, second] = [join(root, 'stopped'), join(root, 'finished')];
  const stopping = new AbortController();
  const stopped = go(first, stopping.signal, {
    ...noProgress,
    begin: () => ({
      advance: (done) => {
        if (done === stop) stopping.abort();
      },
      end: () => {},
    }),
  });
  const error = await stopped.catch((reason: unknown) => reason);
  if (!(error instanceof InterruptedError)) throw new Error('the edit was not stopped', { cause: error });
  cpSync(first, second, { recursive: true });
  await go(second, new AbortController().signal, noProgress);
  return { stopped: read(first), finished: read(second), updates };
}
