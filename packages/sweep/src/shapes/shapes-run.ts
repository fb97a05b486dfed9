import { join } from 'node:path';
import {
  decodeShapes,
  encodeShapes,
  evaluateShapes,
  type HostState,
  type ShapesEvaluation,
  ShapesTrainer,
} from '@hkmem/akorn';
import { HkmemError } from '@hkmem/backend';
import { identify, type ShapesConfig, shapesSpec, shapesTraining } from '@hkmem/experiments';
import { checkCheckpoint } from '@hkmem/training';
import { DamagedCheckpointError, InterruptedError, NothingToResumeError } from '../errors.ts';
import type { LogEntry } from '../run-folder/log.ts';
import { RunFolder, runFiles } from '../run-folder/run-folder.ts';
import { Cadence } from '../running/cadence.ts';
import type { RunPolicy } from '../running/train-run.ts';
import type { Session } from '../session/session.ts';

/** A trained network of shapes with its scores. */
export interface ShapesRun {
  /** What it is. */
  readonly config: ShapesConfig;
  /** Weights, their running mean and the rest. */
  readonly state: HostState;
  /** How the running mean of the weights groups new scenes. */
  readonly scores: ShapesEvaluation;
  /** All sessions of its training. */
  readonly log: readonly LogEntry[];
  /** Path of the run folder. */
  readonly path: string;
}

/** Updates between checkpoints. */
const checkpointEvery = 50;

/**
 * Trains a network of shapes in its folder under `root`, goes on from a checkpoint, uses what is finished, and scores it on
 * `count` new scenes. @throws {InterruptedError} after saving a checkpoint, if the user asks to stop. @throws {RunFolderError}
 * naming what in the folder cannot be used. @throws {OscillatorsDivergedError} saying where.
 */
export async function runShapesTraining(
  session: Session,
  root: string,
  config: ShapesConfig,
  policy: RunPolicy,
  { count, steps }: { readonly count: number; readonly steps: number },
  finish: (folder: RunFolder, run: ShapesRun) => Promise<void>,
): Promise<ShapesRun> {
  const folder = await RunFolder.open(policy.folder ?? join(root, identify(config).folder), config, policy.resume);
  try {
    if (policy.fresh === true) await folder.remove(runFiles.weights, runFiles.checkpoint, runFiles.log);
    const state = (await stateIn(folder, runFiles.weights, config)) ?? (await train(session, folder, config, policy));
    const bar = session.progress.begin({ label: 'scenes', total: count, unit: 'scenes' });
    let scores: ShapesEvaluation;
    try {
      const { shapes } = config;
      const onProgress = async (done: number): Promise<void> => {
        bar.advance(done);
        await new Promise((resolve) => setImmediate(resolve));
        if (session.signal.aborted) throw new InterruptedError('stopped; the trained weights are kept.', 'cells');
      };
      scores = await evaluateShapes(session.backend, shapesSpec(config), state.mean, {
        steps,
        count,
        shapes,
        onProgress,
      });
    } finally {
      bar.end();
    }
    const run: ShapesRun = { config, state, scores, log: await folder.log.read(), path: folder.path };
    await finish(folder, run);
    return run;
  } finally {
    await folder.close();
  }
}

async function train(session: Session, folder: RunFolder, config: ShapesConfig, policy: RunPolicy): Promise<HostState> {
  const resume = await stateIn(folder, runFiles.checkpoint, config);
  if (resume === undefined && policy.resume === true) throw new NothingToResumeError(folder.path, 'has no checkpoint');
  const [spec, settings] = [shapesSpec(config), shapesTraining(config)];
  const { backend, progress, signal, now } = session;
  const trainer = new ShapesTrainer(backend, spec, settings, resume);
  const from = trainer.update;
  await folder.log.rewindTo(from);
  await folder.log.append({ kind: 'session', time: now().toISOString(), from, backend: backend.name, threads: 1 });
  const bar = progress.begin({ label: config.task, total: config.updates, done: from, unit: 'updates' });
  const saving = new Cadence(checkpointEvery, from);
  const save = (file: string): Promise<void> => {
    return folder.write(file, encodeShapes({ spec, settings, state: trainer.state }));
  };
  try {
    while (trainer.update < config.updates && !signal.aborted) {
      const [began, before] = [performance.now(), process.cpuUsage()];
      const { update, loss, rate } = await trainer.step();
      const { user, system } = process.cpuUsage(before);
      const [seconds, processorSeconds] = [(performance.now() - began) / 1000, (user + system) / 1e6];
      bar.advance(update, `loss ${loss.toFixed(3)}`);
      await folder.log.append({ kind: 'update', update, loss, rate, seconds, processorSeconds });
      if (saving.isDue(update)) await save(runFiles.checkpoint);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    bar.end();
  }
  await save(runFiles.checkpoint);
  if (trainer.update < config.updates) {
    throw new InterruptedError(
      `stopped after update ${trainer.update} of ${config.updates}; the checkpoint is in '${folder.path}'.`,
      'checkpoint',
    );
  }
  await save(runFiles.weights);
  return trainer.state;
}

async function stateIn(folder: RunFolder, file: string, config: ShapesConfig): Promise<HostState | undefined> {
  const bytes = await folder.read(file);
  if (bytes === undefined) return undefined;
  let found: ReturnType<typeof decodeShapes>;
  try {
    found = decodeShapes(bytes);
  } catch (cause) {
    if (!(cause instanceof HkmemError)) throw cause;
    throw new DamagedCheckpointError(folder.file(file), cause.message, { cause });
  }
  const { spec, settings, state } = found;
  checkCheckpoint({ config: { spec, settings } }, { spec: shapesSpec(config), settings: shapesTraining(config) });
  return state;
}
