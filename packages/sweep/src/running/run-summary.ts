import type { Scores } from '@hkmem/training';
import type { LogEntry } from '../run-folder/log.ts';
import type { StoredRun } from './stored-run.ts';

/** One finished run in numbers. */
export interface RunSummary {
  /** Of the configuration. */
  readonly task: string;
  /** Path of the run folder. */
  readonly folder: string;
  /** Whether it was found finished. */
  readonly reused: boolean;
  /** Share of right answers. */
  readonly accuracy: number;
  /** Of the base memory's answers on the edited labels; absent for a base memory. */
  readonly unedited?: number;
  /** Test images. */
  readonly count: number;
  /** Share of right answers by label. */
  readonly perClass: readonly number[];
  /** Mean over the test images. */
  readonly loss: number;
  /** Of the training. */
  readonly updates: number;
  /** How many numbers were trained. */
  readonly trainedParameters: number;
  /** In updates, over all sessions. */
  readonly trainingSeconds: number;
  /** How the flow was integrated for it, in words. */
  readonly evaluation: string;
  /** How the flow was integrated in training, in words. */
  readonly training: string;
  /** Largest rise of the energy along the evaluated flows, relative to its scale; 0 if it never rose. */
  readonly energyRise?: number;
  /** What rounding alone may show. */
  readonly energyAllowance?: number;
  /** Backends and threads that trained it. */
  readonly backend: string;
}

/** What a summary is made from: a run that has just been finished, or one from its folder. */
export interface SummarisedRun extends StoredRun {
  /** Whether it was found finished. */
  readonly reused: boolean;
  /** How many numbers were trained. */
  readonly problem: { readonly trainedParameters: number };
}

/** The numbers of a run; `unedited` is what the base memory answers on the edited labels. */
export function summarise(run: SummarisedRun, unedited?: Pick<Scores, 'accuracy'>): RunSummary {
  const { problem, evaluation, memory, log } = run;
  const { energy } = evaluation;
  return {
    task: memory.config.task,
    folder: run.path,
    reused: run.reused,
    accuracy: evaluation.accuracy,
    ...(unedited && { unedited: unedited.accuracy }),
    count: evaluation.count,
    perClass: evaluation.perClass,
    loss: evaluation.loss,
    updates: memory.checkpoint.update,
    trainedParameters: problem.trainedParameters,
    trainingSeconds: trainingSeconds(log),
    evaluation: evaluation.flow,
    training: memory.checkpoint.integration,
    ...(energy && { energyRise: energy.relative, energyAllowance: energy.allowance }),
    backend: describeSessions(log),
  };
}

/** Seconds spent in updates, over all sessions of a run. */
export function trainingSeconds(log: readonly LogEntry[]): number {
  return log.reduce((sum, entry) => sum + (entry.kind === 'update' ? entry.seconds : 0), 0);
}

/** Backends and threads that trained a run. */
function describeSessions(log: readonly LogEntry[]): string {
  const used = log.flatMap((entry) => {
    return entry.kind === 'session'
      ? `${entry.backend}, ${entry.threads} ${entry.threads === 1 ? 'thread' : 'threads'}`
      : [];
  });
  return [...new Set(used)].join('; ');
}
