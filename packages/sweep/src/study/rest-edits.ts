import { RandomKey } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import {
  constructedProblem,
  type DataName,
  denseMemory,
  disturbedStart,
  editProblem,
  evaluateMemoryAtRest,
  type Memory,
  type OscillatorChange,
  type Problem,
  restCorrection,
  restEdit,
  tuneProblem,
} from '@hkmem/experiments';
import type { RestEvaluation } from '@hkmem/training';
import { type RestJudgement, runAtRest } from '../running/rest-run.ts';
import type { Session } from '../session/session.ts';

/** One model that answers the labels of an edit. */
export interface EditedRow {
  /** What it is. */
  readonly model: string;
  /** Its answers on the edited labels, by seed. */
  readonly evaluations: readonly RestEvaluation[];
  /** Processor seconds of its training, by seed; absent where nothing was trained for it. */
  readonly processorSeconds?: readonly number[];
}

/** What was made of one task. */
export interface EditedTask {
  /** The change of labels. */
  readonly task: EditTaskName;
  /** The digits whose labels change. */
  readonly digits: readonly [number, number];
  /** The memory as it was, edited by oscillators, by a correction of low rank, and with oscillators that are disturbed. */
  readonly rows: readonly EditedRow[];
}

/** What edits are made of and judged by. */
export interface RestEditOptions {
  /** The images. */
  readonly data: DataName;
  /** The changes of labels. */
  readonly tasks: readonly EditTaskName[];
  /** How oscillators act on the weights. */
  readonly couplings: readonly ('additive' | 'multiplicative')[];
  /** Whether a correction of low rank is trained beside each. */
  readonly corrections: boolean;
  /** Whether the oscillators of the first task are disturbed too, and paired images let go; true if absent. */
  readonly disturbed?: boolean;
  /** Where run folders go. */
  readonly root: string;
  /** Updates of an edit; those of its recipe if absent. */
  readonly updates?: number;
  /** How the edits and the memory are judged. */
  readonly judgement: RestJudgement;
}

/** A memory that is edited, with its seed, which is that of its edits too. */
export interface SeededMemory {
  /** The memory itself, unedited. */
  readonly memory: Memory;
  /** The seed that it was trained with. */
  readonly seed: number;
}

/** A row of one seed. */
interface SeedRow {
  readonly model: string;
  readonly evaluation: RestEvaluation;
  readonly processorSeconds?: number;
}

/** How a row is judged. */
interface JudgeOptions {
  readonly change?: OscillatorChange;
  readonly damages?: readonly string[] | undefined;
  /** Of the same parameters but the start. */
  readonly certificate?: RestEvaluation['certificate'];
}

/** Shares of the oscillators that are held in random directions. */
const wrongShares = [0.1, 0.3] as const;

/**
 * Edits memories at rest by oscillators and by a correction of the same rank, their weights frozen otherwise; starts the
 * oscillators of the first task elsewhere too, holds some in random directions, and lets those that see a paired image move. What is there
 * already is used. Throws as `runAtRest`.
 */
export async function runRestEdits(
  session: Session,
  memories: readonly SeededMemory[],
  options: RestEditOptions,
): Promise<readonly EditedTask[]> {
  const found: EditedTask[] = [];
  for (const task of options.tasks) {
    const seeds: (readonly SeedRow[])[] = [];
    for (const each of memories) seeds.push(await editsOf(session, each, task, options));
    const rows = seeds[0]!.map(({ model, processorSeconds }, n): EditedRow => {
      const evaluations = seeds.map((seed) => seed[n]!.evaluation);
      const spent = seeds.map((seed) => seed[n]!.processorSeconds!);
      return { model, evaluations, ...(processorSeconds !== undefined && { processorSeconds: spent }) };
    });
    found.push({ task, digits: restEdit(task, 'additive', options.data, 1).digits, rows });
  }
  return found;
}

async function editsOf(
  session: Session,
  { memory: base, seed }: SeededMemory,
  task: EditTaskName,
  { data, tasks, couplings, corrections, disturbed = true, root, updates, judgement }: RestEditOptions,
): Promise<readonly SeedRow[]> {
  const dataset = await session.dataset(data);
  const { backend, progress, signal } = session;
  const { search, judges, ...choice } = judgement;
  const length = updates === undefined ? {} : { updates };
  const clean = choice.damages?.slice(0, 1) ?? ['none'];
  const rows: SeedRow[] = [];
  const judge = async (
    model: string,
    memory: Memory,
    of: Memory,
    { change, certificate, damages = choice.damages }: JudgeOptions = {},
  ): Promise<void> => {
    const evaluation = await evaluateMemoryAtRest(
      {
        label: `${task}, ${model}, to rest`,
        backend,
        memory,
        dataset: judges?.dataset ?? dataset,
        task: of,
        progress,
        signal,
        ...(change && { change }),
        search: { ...search, ...(certificate && { certificate }) },
      },
      { ...choice, ...(damages && { damages }) },
    );
    rows.push({ model, evaluation });
  };
  /** The oscillators started elsewhere, or some of them held in random directions. */
  const judgeDisturbed = async (edited: Memory, coupling: string, common: JudgeOptions): Promise<void> => {
    const key = RandomKey.fromSeed(seed).fold('disturbed start').fold(task);
    const starts = [
      ['start with noise of its size', 1],
      ['start with twice its size', 2],
      ['random start', Number.POSITIVE_INFINITY],
    ] as const;
    for (const [start, noise] of starts) {
      await judge(`${coupling}, ${start}`, disturbedStart(edited, noise, key), edited, common);
    }
    for (const share of wrongShares) {
      const change = { wrong: { share, key: key.fold('held') } };
      await judge(`${coupling}, ${100 * share} % held wrong`, edited, edited, { ...common, change });
    }
  };
  for (const coupling of couplings) {
    const config = { ...restEdit(task, coupling, data, seed), ...length, base: base.hash };
    const prepare = (problem: Problem): Promise<Problem> => constructedProblem(problem, dataset, base, backend);
    const edit = await runAtRest(session, root, editProblem(config, dataset, base), judgement, prepare);
    if (rows.length === 0) await judge('unedited', base, edit.memory);
    const { dimension } = config.oscillators;
    const name = `${coupling}, D = ${dimension}`;
    rows.push({ model: name, ...edit });
    if (coupling !== couplings[0]) continue;
    const { certificate } = edit.evaluation;
    const common = { certificate, damages: clean };
    if (disturbed && task === tasks[0]) await judgeDisturbed(edit.memory, coupling, common);
    if (config.oscillators.held === undefined || !disturbed) continue;
    const change = { free: true } as const;
    await judge(`${coupling}, paired image not held`, edit.memory, edit.memory, { ...common, change });
  }
  if (!corrections) return rows;
  const { dimension } = restEdit(task, couplings[0]!, data, seed).oscillators;
  const corrected = { ...restCorrection(task, data, seed, dimension), ...length, base: base.hash };
  const correction = await runAtRest(session, root, tuneProblem(corrected, dataset, denseMemory(base)), judgement);
  rows.push({ model: `correction of rank ${dimension}`, ...correction });
  return rows;
}
