import type { Scores } from '@hkmem/training';
import type { CellResult } from '../cells/cell-result.ts';
import type { LabelEdit } from '../config/run-config.ts';

/** The base memory's answers on the same labels, and both on the digits that the edit should leave alone. */
export function comparison(
  edited: Pick<Scores, 'confusion'>,
  unedited: Scores,
  { digits, swapped = [] }: Pick<LabelEdit, 'digits' | 'swapped'>,
): CellResult['numbers'] {
  const touched = new Set([digits, ...swapped].flat());
  return {
    unedited: unedited.accuracy,
    uneditedPerClass: [...unedited.perClass],
    untouched: shareRight(edited.confusion, touched),
    uneditedUntouched: shareRight(unedited.confusion, touched),
  };
}

/** Share of right answers among labels other than those of `without`; null if there are none. */
function shareRight(confusion: Scores['confusion'], without: ReadonlySet<number>): number | null {
  let [right, all] = [0, 0];
  confusion.forEach((row, label) => {
    if (without.has(label)) return;
    right += row[label]!;
    all += row.reduce((sum, count) => sum + count, 0);
  });
  return all === 0 ? null : right / all;
}
