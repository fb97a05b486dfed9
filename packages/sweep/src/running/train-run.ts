import { DeviceError, type Engine } from '@hkmem/backend';
import { DivergedError, StepControlError, writeParameters } from '@hkmem/dynamics';
import {
  checkpointOf,
  createTrainer,
  decodeMemory,
  type ExecutionConfig,
  encodeMemory,
  evaluationFlow,
  type Memory,
  type Problem,
} from '@hkmem/experiments';
import { type Checkpoint, checkCheckpoint, evaluate } from '@hkmem/training';
import { InterruptedError, NothingToResumeError } from '../errors.ts';
import type { LogEntry } from '../run-folder/log.ts';
import { type RunFolder, runFiles } from '../run-folder/run-folder.ts';
import type { Session } from '../session/session.ts';
import { Cadence } from './cadence.ts';
import { readCheckpoint, saveCheckpoint } from './checkpoint-file.ts';
import { deviceFailure } from './device-failure.ts';
import { lookAt } from './look.ts';

/** A training that has run to its end. */
export interface TrainedRun {
  /** What the training ended with. */
  readonly memory: Memory;
  /** All sessions of it. */
  readonly log: readonly LogEntry[];
  /** Whether a finished run was found, so that nothing was trained. */
  readonly reused: boolean;
}

/** How to treat what a run folder holds already. */
export interface RunPolicy {
  /** Throw away what is there and begin anew. */
  readonly fresh?: boolean;
  /** Fail unless there is something to go on from. */
  readonly resume?: boolean;
  /** The run folder itself, in place of the one that the settings name. */
  readonly folder?: string;
}

/**
 * Trains a problem in its folder: goes on from the checkpoint if there is one, returns what is there if it is finished.
 * @throws {InterruptedError} after saving a checkpoint, if the user asks to stop.
 * @throws {RunFolderError} naming what in the folder cannot be used. @throws {CheckpointMismatchError} naming fields.
 * @throws {TrainingDivergedError} saying where. @throws {TrainingDeviceError} after saving what the host has, if the device
 * fails.
 */
export async function trainRun(
  session: Session,
  folder: RunFolder,
  problem: Problem,
  execution: ExecutionConfig,
  policy: RunPolicy = {},
): Promise<TrainedRun> {
  if (policy.fresh === true) {
    await folder.remove(runFiles.weights, runFiles.checkpoint, runFiles.log, runFiles.evaluation, runFiles.look);
  }
  const finished = await folder.read(runFiles.weights);
  if (finished !== undefined) {
    const memory = decodeMemory(finished, folder.file(runFiles.weights));
    checkCheckpoint(memory.checkpoint, problem.config);
    return { memory, log: await folder.log.read(), reused: true };
  }
  const checkpoint = await readCheckpoint(folder, problem);
  if (checkpoint === undefined && policy.resume === true) {
    throw new NothingToResumeError(folder.path, 'has no checkpoint');
  }
  try {
    const engine = session.backend.createEngine(problem.spec);
    try {
      writeParameters(engine, problem.parameters);
      return await trainFrom(session, folder, problem, execution, engine, checkpoint);
    } finally {
      engine.dispose();
    }
  } catch (error) {
    throw error instanceof DeviceError ? await deviceFailure(session, folder, problem, undefined, error) : error;
  }
}

async function trainFrom(
  session: Session,
  folder: RunFolder,
  problem: Problem,
  execution: ExecutionConfig,
  engine: Engine,
  checkpoint: Checkpoint | undefined,
): Promise<TrainedRun> {
  const { config } = problem;
  const trainer = await createTrainer(problem, engine);
  try {
    if (checkpoint !== undefined) trainer.restore(checkpoint);
    await folder.log.rewindTo(trainer.update);
    await folder.log.append({
      kind: 'session',
      time: session.now().toISOString(),
      from: trainer.update,
      backend: session.backend.name,
      threads: engine.threads,
    });
    const bar = session.progress.begin({
      label: config.task,
      total: config.updates,
      done: trainer.update,
      unit: 'updates',
    });
    const { checkpointEvery, evaluation } = execution;
    const looks = new Cadence(evaluation.every, trainer.update);
    const saves = new Cadence(checkpointEvery, trainer.update);
    let end: 'finished' | 'stopped';
    try {
      end = await trainer.run({
        signal: session.signal,
        onUpdate: async (report) => {
          bar.advance(report.update, `loss ${report.loss.toFixed(3)}`);
          await folder.log.append({ kind: 'update', ...report });
          // What the engine holds is of a later update until the last of a group is told of.
          const { update } = report;
          if (update < trainer.update) return;
          const isLast = update === config.updates;
          const isDue = looks.isDue(update);
          if (isDue || (isLast && evaluation.every > 0)) {
            await lookAtAccuracy(session, folder, problem, evaluation, engine, update);
          }
          if (isDue || isLast) await keepLook(session, folder, problem, evaluation, engine, update);
          if (saves.isDue(update)) await saveCheckpoint(folder, problem, trainer);
        },
      });
    } finally {
      bar.end();
    }
    await saveCheckpoint(folder, problem, trainer);
    if (end === 'stopped') {
      throw new InterruptedError(
        `stopped after update ${trainer.update} of ${config.updates}; the checkpoint is in '${folder.path}'.`,
        'checkpoint',
      );
    }
    const bytes = encodeMemory(await checkpointOf(problem, trainer));
    await folder.write(runFiles.weights, bytes);
    const memory = decodeMemory(bytes, folder.file(runFiles.weights));
    return { memory, log: await folder.log.read(), reused: false };
  } catch (error) {
    throw error instanceof DeviceError ? await deviceFailure(session, folder, problem, trainer.kept, error) : error;
  } finally {
    trainer.dispose();
  }
}

async function lookAtAccuracy(
  session: Session,
  folder: RunFolder,
  { config, readout, test }: Problem,
  evaluation: ExecutionConfig['evaluation'],
  engine: Engine,
  update: number,
): Promise<void> {
  if (session.signal.aborted) return;
  const steps = evaluationFlow(evaluation, config.flow.until);
  const limit = Math.min(evaluation.everyImages, test.source.count);
  const { accuracy, count } = await evaluate({ engine, readout, source: test.source, ...steps, limit });
  await folder.log.append({ kind: 'accuracy', update, accuracy, count });
}

/** What the memory makes of an image of each class, for those who watch; a flow that fails there is no failure of training. */
async function keepLook(
  session: Session,
  folder: RunFolder,
  problem: Problem,
  evaluation: ExecutionConfig['evaluation'],
  engine: Engine,
  update: number,
): Promise<void> {
  if (session.signal.aborted) return;
  try {
    const look = await lookAt(engine, problem, evaluation, update);
    if (look !== undefined) await folder.write(runFiles.look, `${JSON.stringify(look)}\n`);
  } catch (error) {
    if (!(error instanceof DivergedError || error instanceof StepControlError)) throw error;
  }
}
