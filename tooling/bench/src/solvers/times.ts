import type { Engine, StateVector } from '@hkmem/backend';
import { valueAndGradient, Workspace } from '@hkmem/dynamics';
import { writeBatch } from '@hkmem/training';
import { measureInterleaved, type Work } from '../measure/interleave.ts';
import { type Summary, summarise } from '../measure/statistics.ts';
import type { Candidate } from './candidates.ts';
import { recordedFlow } from './gradients.ts';
import { readout, type Task } from './task.ts';

/** Small enough to leave the parameters where they are. */
const rate = 1e-12;

/**
 * Milliseconds of whole updates by candidate: batch, flow, loss, adjoint, optimiser; candidates in turn.
 */
export async function timeUpdates(
  engine: Engine,
  task: Task,
  candidates: readonly Candidate[],
  rounds: number,
  onRound: (round: number, of: number) => void,
): Promise<Readonly<Record<string, Summary>>> {
  const workspace = new Workspace(engine, task.batch);
  engine.setTrainable(task.trainable);
  let update = 0;
  const works = candidates.flatMap(({ id, steps, tableau }): Work[] => {
    const sizes = new Array<number>(steps).fill(1 / steps);
    const run = async (): Promise<void> => {
      const recorded = recordedFlow(workspace, tableau, sizes);
      const [state, cotangent] = workspace.takeMany(2) as [StateVector, StateVector];
      const samples = task.train.trainingBatch(update++, task.batch);
      writeBatch(engine, state, samples);
      engine.zeroGradients();
      await recorded.forward(state);
      const loss = valueAndGradient(recorded, { state, cotangent, loss: [{ readout, labels: samples.labels }] });
      if (task.trainable.includes('start.s')) engine.startVjp(cotangent);
      await loss;
      for (const path of task.trainable) {
        engine.optimise(path, { kind: 'lion', rate, beta1: 0.9, beta2: 0.99, weightDecay: 0 });
      }
      recorded.release();
      workspace.give(state, cotangent);
    };
    return [{ id, run }];
  });
  try {
    const samples = await measureInterleaved(works, { rounds, warmUp: 1, leastSample: 0, onRound });
    return Object.fromEntries([...samples].map(([id, times]) => [id, summarise(times)]));
  } finally {
    workspace.dispose();
  }
}
