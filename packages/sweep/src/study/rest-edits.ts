import { RandomKey } from '@hkmem/backend';
import {
  type DataName,
  denseMemory,
  disturbedStart,
  editProblem,
  evaluateMemoryAtRest,
  type Memory,
  restCorrection,
  restEdit,
  tuneProblem,
} from '@hkmem/experiments';
import type { RestEvaluation } from '@hkmem/training';
import { type RestJudgement, runAtRest } from '../running/rest-run.ts';
import type { Session } from '../session/session.ts';

/** Tasks that are edited at rest. */
const tasks = ['swap', 'conflation'] as const;

/** One model that answers the labels of an edit. */
export interface EditedRow {
  /** What it is. */
  readonly model: string;
  /** Its answers on the edited labels. */
  readonly evaluation: RestEvaluation;
  /** Processor seconds of its training; absent where nothing was trained for it. */
  readonly processorSeconds?: number;
}

/** What was made of one task. */
export interface EditedTask {
  /** The change of labels. */
  readonly task: (typeof tasks)[number];
  /** The memory as it was, edited by oscillators, by a correction of low rank, and with starts that are disturbed. */
  readonly rows: readonly EditedRow[];
}

/** What edits are made of and judged by. */
export interface RestEditOptions {
  /** The images. */
  readonly data: DataName;
  /** Of the memory, which is that of its edits too. */
  readonly seed: number;
  /** Where run folders go. */
  readonly root: string;
  /** Updates of an edit; those of its recipe if absent. */
  readonly updates?: number;
  /** How the edits and the memory are judged. */
  readonly judgement: RestJudgement;
}

/**
 * Edits a memory at rest by oscillators and by a correction of the same rank, its weights frozen otherwise, and starts the
 * oscillators of each edit elsewhere too. What is there already is used. Throws as `runAtRest`.
 */
export async function runRestEdits(
  session: Session,
  base: Memory,
  { data, seed, root, updates, judgement }: RestEditOptions,
): Promise<readonly EditedTask[]> {
  const dataset = await session.dataset(data);
  const { backend, progress, signal } = session;
  const { search, judges, ...choice } = judgement;
  const judge = (label: string, memory: Memory, task: Memory): Promise<RestEvaluation> =>
    evaluateMemoryAtRest(
      {
        label,
        backend,
        memory,
        dataset: judges?.dataset ?? dataset,
        task,
        progress,
        signal,
        ...(search && { search }),
      },
      choice,
    );
  const found: EditedTask[] = [];
  for (const task of tasks) {
    const length = updates === undefined ? {} : { updates };
    const config = { ...restEdit(task, data, seed), ...length, base: base.hash };
    const edit = await runAtRest(session, root, editProblem(config, dataset, base), judgement);
    const rank = config.oscillators.dimension;
    const corrected = { ...restCorrection(task, data, seed, rank), ...length, base: base.hash };
    const correction = await runAtRest(session, root, tuneProblem(corrected, dataset, denseMemory(base)), judgement);
    const key = RandomKey.fromSeed(seed).fold('disturbed start').fold(task);
    const starts = [
      ['oscillators, start with noise of its size', 1],
      ['oscillators, start with twice its size', 2],
      ['oscillators, random start', Number.POSITIVE_INFINITY],
    ] as const;
    const rows: EditedRow[] = [
      { model: 'unedited', evaluation: await judge(`${task}, unedited`, base, edit.memory) },
      { model: `oscillators, D = ${rank}`, ...edit },
      { model: `correction of rank ${rank}`, ...correction },
    ];
    for (const [model, noise] of starts) {
      const memory = disturbedStart(edit.memory, noise, key);
      rows.push({ model, evaluation: await judge(`${task}, ${model}`, memory, edit.memory) });
    }
    found.push({ task, rows });
  }
  return found;
}
