import type { StateVector } from '@hkmem/backend';
import { canStepSamples, flowSamples, isSuccess } from '@hkmem/dynamics';
import { writeBatch } from '../batches/batch.ts';
import { Pacer } from '../trainer/pause.ts';
import type { EnergyWatch } from './energy-check.ts';
import { EvaluationError, outputsLost } from './evaluation-error.ts';
import type { AnswerJob } from './shared-steps.ts';

/** Whether each sample can have steps of its own: not under an input of its own, or with oscillators held. */
export function ownStepsFit({ engine, settings, batches }: AnswerJob): boolean {
  if (!canStepSamples(engine, settings)) return false;
  const first = batches.peek();
  return first !== undefined && first.input === undefined && first.held === undefined;
}

/** Answers samples as they come to their end, each by steps of its own. Throws as `evaluate`. */
export async function answerWithOwnSteps(job: AnswerJob, watch: EnergyWatch | undefined): Promise<void> {
  const { engine, readout, settings, batches, answers, signal } = job;
  const { control } = settings;
  if (control.kind !== 'adaptive') return;
  const pacer = new Pacer();
  let loaded: StateVector | undefined;
  let started = 0;
  const next = async (): Promise<StateVector | undefined> => {
    const samples = batches.next();
    if (samples === undefined) return undefined;
    if (loaded?.batch !== samples.batch) {
      loaded?.dispose();
      loaded = undefined;
      loaded = engine.createState(samples.batch);
    }
    writeBatch(engine, loaded, samples);
    await watch?.start(started, loaded);
    answers.labels.set(samples.labels, started);
    started += samples.batch;
    return loaded;
  };
  try {
    const end = await flowSamples(engine, {
      ...settings,
      control,
      together: Math.min(batches.batch, batches.count),
      next,
      ...(watch && { moved: (samples, at) => watch.moved(samples, at) }),
      ended: async (samples, state) => {
        const values = (await engine.readout(state, readout)).subarray(0, samples.length * readout.classes);
        const lost = outputsLost(values, readout.classes).map((n) => samples[n]!);
        if (lost.length > 0) throw new EvaluationError('diverged', lost, settings.until);
        watch?.ended(samples);
        answers.answer(samples, values);
        signal?.throwIfAborted();
      },
      afterStep: async () => {
        await pacer.pause();
        signal?.throwIfAborted();
      },
    });
    if (!isSuccess(end.code)) throw new EvaluationError(end.code, end.failed, end.t);
    answers.add(end.statistics, answers.done);
  } finally {
    loaded?.dispose();
  }
}
