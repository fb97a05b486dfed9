import { ShapeError, ValueError } from '@hkmem/backend';
import { checkWhole } from '../check-whole.ts';

/** How answers compare with labels. */
export interface Scores {
  /** Share of right answers. */
  readonly accuracy: number;
  /** Number of samples. */
  readonly count: number;
  /** Share of right answers of each class, [C]; NaN for a class without samples. */
  readonly perClass: readonly number[];
  /** Number of samples, [label][answer], [C, C]. */
  readonly confusion: readonly (readonly number[])[];
  /** The class answered for each sample, [count]. */
  readonly answers: Uint8Array;
}

/** @throws {ShapeError | ValueError} unless there is one label per answer and each is a class. */
export function scoresOf(answers: Uint8Array, labels: Uint8Array, classes: number): Scores {
  checkWhole('classes', classes, 1);
  const count = answers.length;
  if (labels.length !== count) throw new ShapeError('labels', labels.length, count, 'Give one label per answer.');
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, n) => {
    if (label >= classes) throw new ValueError(`label of sample ${n}`, label, `a class from 0 to ${classes - 1}`);
    confusion[label]![answers[n]!]! += 1;
  });
  const perClass = confusion.map((row, label) => row[label]! / row.reduce((sum, samples) => sum + samples, 0));
  const right = confusion.reduce((sum, row, label) => sum + row[label]!, 0);
  return { accuracy: right / count, count, perClass, confusion, answers };
}

/**
 * The scores of the same answers against other labels: how a memory that was not edited does on an edited task, without
 * running it again.
 * @throws {ShapeError | ValueError} unless there is one label per answer and each is a class.
 */
export function relabel(evaluation: Pick<Scores, 'answers' | 'confusion'>, labels: Uint8Array): Scores {
  return scoresOf(evaluation.answers, labels, evaluation.confusion.length);
}
