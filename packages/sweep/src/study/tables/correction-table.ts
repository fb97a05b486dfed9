import { correctionsOf, resultsOf, type StudyOutcomes, type StudySection } from '@hkmem/experiments';
import type { Table } from '../../tables/table.ts';

/** What the oscillators of each edit do under each stimulus: of the first seed, by settings that work. */
export function correctionTable(section: StudySection, outcomes: StudyOutcomes): Table {
  const rows = section.rows.flatMap((row) => {
    const first = resultsOf(row.works.slice(0, 1), outcomes)[0];
    const entries = correctionsOf(first);
    return entries.map((entry) => [
      ...row.labels,
      entry.stimulus,
      String(entry.answer),
      String(entry.rank),
      entry.singularValues
        .slice(0, 6)
        .map((value) => value.toFixed(1))
        .join(', '),
      (100 * entry.shareOfFirst).toFixed(1),
      entry.orderBefore.toFixed(3),
      entry.orderAfter.toFixed(3),
      entry.outsidePlane === 0 ? '0' : entry.outsidePlane.toExponential(1),
    ]);
  });
  return {
    columns: [
      ...section.columns,
      'shown',
      'answer',
      'rank',
      'first singular values',
      'in the first D %',
      'order before',
      'order after',
      'outside the plane',
    ],
    rows,
  };
}
