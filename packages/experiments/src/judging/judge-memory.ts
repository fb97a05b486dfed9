import type { Backend } from '@hkmem/backend';
import type { EditTaskName, ImageDataset } from '@hkmem/datasets';
import { relabel, type Scores } from '@hkmem/training';
import { labelEdit, type Run, readoutOf } from '../config/run-config.ts';
import type { Memory } from '../memory/memory.ts';
import { type TaskOptions, taskLabels, taskSource } from '../problems/task-source.ts';
import type { Progress } from '../progress.ts';
import { type EvaluationChoice, evaluateMemory, type StoredEvaluation } from './evaluate-memory.ts';

/** What judges a memory. */
export interface MemoryJudge {
  /** Computes its flow. */
  readonly backend: Backend;
  /** What is judged. */
  readonly memory: Memory;
  /** The images. */
  readonly dataset: ImageDataset;
  /** Told how far it is. */
  readonly progress: Progress;
  /** Stops it. */
  readonly signal: AbortSignal;
}

/** By what a memory is judged, where not by its own task. */
export interface MemoryTask {
  /** The labels: those of the images, or of an edit; those that the memory was trained for if absent. */
  readonly task?: 'base' | EditTaskName;
  /** Every paired image shows the first (0) or the second (1) digit; half and half if absent. */
  readonly context?: 0 | 1;
}

/** A memory that was judged. */
export interface JudgedMemory {
  /** Its answers, and how they were taken. */
  readonly evaluation: StoredEvaluation;
  /** Of those answers by the labels of the task. */
  readonly scores: Scores;
  /** Whose labels. */
  readonly task: string;
}

/** Runs test images through a memory and compares its answers with the labels of a task. Throws as `evaluateMemory`. */
export async function judgeMemory(
  { backend, memory, dataset, progress, signal }: MemoryJudge,
  choice: EvaluationChoice,
  { task, context }: MemoryTask = {},
): Promise<JudgedMemory> {
  const where = { dataset, split: 'test', ...(context !== undefined && { context }) } as const;
  const test = taskSource({ run: memory, neurons: memory.checkpoint.spec.neurons, ...where });
  const readout = { kind: readoutOf(memory), classes: dataset.test.classes };
  const label = `${memory.config.task}, test`;
  const evaluation = await evaluateMemory({ label, backend, memory, test, readout, progress, signal }, choice);
  const labels = task === undefined ? test.labels : labelsOf(task, memory, where);
  const answers = Uint8Array.from(evaluation.answers);
  const scores = relabel({ ...evaluation, answers }, labels.subarray(0, answers.length));
  return { evaluation, scores, task: task ?? memory.config.task };
}

/** The labels of a task that a memory need not have been trained for. */
function labelsOf(task: 'base' | EditTaskName, run: Run, where: Omit<TaskOptions, 'config'>): Uint8Array {
  if (task === 'base') return where.dataset[where.split].labels;
  const { digits } = labelEdit(run) ?? { digits: [0, 1] as const };
  return taskLabels({ config: { task, digits, seed: run.config.seed }, ...where });
}
