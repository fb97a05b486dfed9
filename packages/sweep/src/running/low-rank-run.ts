import { writeParameters } from '@hkmem/dynamics';
import { checkpointWith, createLowRankTrainer, decodeMemory, encodeMemory, engineState } from '@hkmem/experiments';
import { checkCheckpoint } from '@hkmem/training';
import { InterruptedError } from '../errors.ts';
import { runFiles } from '../run-folder/run-folder.ts';
import type { Train } from './problem-run.ts';

/**
 * Trains a low-rank correction of a base memory in its folder. The weights file holds the corrected weights. A run that is
 * stopped begins anew: it takes a minute and keeps no checkpoint.
 * @throws {InterruptedError} if the user asks to stop. Throws as `LowRankTrainer`.
 */
export const trainLowRank: Train = async (session, folder, problem) => {
  const finished = await folder.read(runFiles.weights);
  if (finished !== undefined) {
    const memory = decodeMemory(finished, folder.file(runFiles.weights));
    checkCheckpoint(memory.checkpoint, problem.config);
    return { memory, log: await folder.log.read(), reused: true };
  }
  const { config, spec } = problem;
  const engine = session.backend.createEngine(spec);
  try {
    writeParameters(engine, problem.parameters);
    const trainer = await createLowRankTrainer(problem, engine);
    await folder.log.rewindTo(0);
    await folder.log.append({
      kind: 'session',
      time: session.now().toISOString(),
      from: 0,
      backend: session.backend.name,
      threads: engine.threads,
    });
    const bar = session.progress.begin({ label: `${config.task}, low rank`, total: config.updates, unit: 'updates' });
    const { signal } = session;
    try {
      const end = await trainer.run({
        signal,
        onUpdate: async (report) => {
          bar.advance(report.update, `loss ${report.loss.toFixed(3)}`);
          await folder.log.append({ kind: 'update', ...report });
        },
      });
      if (end === 'stopped')
        throw new InterruptedError(
          `stopped after update ${trainer.update} of ${config.updates}. The same command begins this training anew.`,
        );
    } finally {
      bar.end();
      trainer.dispose();
    }
    const bytes = encodeMemory(checkpointWith(problem, await engineState(engine, config.updates)));
    await folder.write(runFiles.weights, bytes);
    return { memory: decodeMemory(bytes, folder.file(runFiles.weights)), log: await folder.log.read(), reused: false };
  } finally {
    engine.dispose();
  }
};
