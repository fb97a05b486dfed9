import type { Engine, Readout } from '@hkmem/backend';
import {
  type DrivenEngine,
  drivenEngine,
  type FlowOptions,
  flow,
  type HeldEngine,
  type StepObserver,
  Workspace,
} from '@hkmem/dynamics';
import { holdingOf, type Samples, writeBatch } from '../batches/batch.ts';
import { Pacer } from '../trainer/pause.ts';
import type { Answers, Batches } from './answers.ts';
import type { EnergyWatch } from './energy-check.ts';
import { checkFlowEnd, checkOutputs } from './evaluation-error.ts';

/** Samples to be answered, and where answers go. */
export interface AnswerJob {
  readonly engine: Engine;
  readonly readout: Readout;
  readonly settings: FlowOptions;
  readonly batches: Batches;
  readonly answers: Answers;
  readonly signal?: AbortSignal;
}

/** Answers batch by batch; the samples of a batch share their steps. Throws as `evaluate`. */
export async function answerWithSharedSteps(job: AnswerJob, watch: EnergyWatch | undefined): Promise<void> {
  const { engine, batches, signal } = job;
  const pacer = new Pacer();
  let workspace: Workspace | undefined;
  let driven: DrivenEngine | undefined;
  let holding: HeldEngine | undefined;
  try {
    for (let samples = batches.next(); samples !== undefined; samples = batches.next()) {
      signal?.throwIfAborted();
      if (workspace?.batch !== samples.batch) {
        workspace?.dispose();
        driven?.engine.dispose();
        holding?.engine.dispose();
        holding = holdingOf(engine, samples);
        const held = holding?.engine ?? engine;
        driven = samples.input && drivenEngine(held, samples.batch);
        workspace = new Workspace(driven?.engine ?? held, samples.batch);
      }
      if (samples.input !== undefined) driven?.setInput(samples.input);
      await answerBatch(workspace, samples, job, holding, watch);
      if (job.answers.done < batches.count) await pacer.pause();
    }
  } finally {
    workspace?.dispose();
    driven?.engine.dispose();
    holding?.engine.dispose();
  }
}

async function answerBatch(
  workspace: Workspace,
  samples: Samples,
  { settings, readout, answers }: AnswerJob,
  holding: HeldEngine | undefined,
  watch: EnergyWatch | undefined,
): Promise<void> {
  const { engine } = workspace;
  const offset = answers.done;
  const state = workspace.take();
  writeBatch(engine, state, samples, holding);
  answers.labels.set(samples.labels, offset);
  await watch?.begin(engine, state);
  const observe: StepObserver | undefined = watch && ((t) => watch.observe(t, state));
  const end = await flow(workspace, state, settings, observe);
  await checkFlowEnd(workspace, state, end, settings.control.kind !== 'adaptive', offset);
  watch?.end(offset);
  const values = await engine.readout(state, readout);
  checkOutputs(values, readout.classes, offset, end.t);
  workspace.give(state);
  answers.add(end.statistics, 1);
  answers.answer(
    Array.from({ length: samples.batch }, (_, n) => offset + n),
    values,
  );
}
