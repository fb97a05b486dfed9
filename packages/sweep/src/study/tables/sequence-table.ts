import { smallestOf } from '@hkmem/backend';
import { resultsOf, type StudyOutcomes, type StudySection } from '@hkmem/experiments';
import { percent, type Table } from '../../tables/table.ts';

/** One edit of a sequence, as its cell keeps it. */
export interface SequenceStep {
  /** The two digits whose labels it swaps. */
  readonly digits: readonly [number, number];
  /** Of all edits up to it, on the labels after it. */
  readonly accuracy: number;
  /** Of the base memory on those labels. */
  readonly unedited: number;
  /** Accuracy by class. */
  readonly perClass: readonly number[];
}

/** The steps of the first finished sequence of a section. */
export function sequenceSteps(section: StudySection, outcomes: StudyOutcomes): readonly SequenceStep[] {
  const found = section.rows.flatMap(({ works }) => resultsOf(works, outcomes))[0];
  return (found?.numbers['steps'] ?? []) as unknown as readonly SequenceStep[];
}

/** The accuracy after each edit of a sequence. */
export function sequenceTable(steps: readonly SequenceStep[]): Table {
  return {
    columns: ['edit', 'swapped', 'base memory on these labels %', 'accuracy %', 'worst digit %'],
    rows: steps.map((step, n) => [
      String(n + 1),
      step.digits.join(' and '),
      percent(step.unedited),
      percent(step.accuracy),
      percent(smallestOf(step.perClass)),
    ]),
  };
}
