import { largestOf, smallestOf } from '@hkmem/backend';
import { type CellResult, type CorrectionNumbers, identifyCell, type StudyCell } from '@hkmem/experiments';

/** What became of the cells of a study, by id. */
export interface StudyOutcomes {
  readonly results: ReadonlyMap<string, CellResult>;
  readonly errors: ReadonlyMap<string, string>;
}

/** The results of some cells; those without one are left out. */
export function resultsOf(cells: readonly StudyCell[] | undefined, { results }: StudyOutcomes): readonly CellResult[] {
  return (cells ?? []).flatMap(({ cell }) => results.get(identifyCell(cell).id) ?? []);
}

/** A number of a result at a path such as `finer.accuracy`; undefined if there is none. */
export function numberAt({ numbers }: CellResult, path: string): number | undefined {
  let at: unknown = numbers;
  for (const key of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[key];
  return typeof at === 'number' && Number.isFinite(at) ? at : undefined;
}

/** The numbers of some results at a path; results without one are left out. */
export function numbersAt(results: readonly CellResult[], path: string): readonly number[] {
  return results.flatMap((result) => numberAt(result, path) ?? []);
}

/** Mean of some values; NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Shares as per cent with two places: one as it is, several as mean and range, `97.08 (96.9 to 97.2)`. */
export function percentOver(values: readonly number[]): string {
  if (values.length === 0) return '-';
  const middle = (100 * mean(values)).toFixed(2);
  if (values.length === 1) return middle;
  const [least, most] = [smallestOf(values), largestOf(values)].map((value) => (100 * value).toFixed(2));
  return `${middle} (${least} to ${most})`;
}

/** What the oscillators of an edit do under each stimulus; none of other cells. */
export function correctionsOf(result: CellResult | undefined): readonly CorrectionNumbers[] {
  return (result?.numbers['correction'] ?? []) as unknown as readonly CorrectionNumbers[];
}

/** Mean and range of some values, `1.00 (0.50 to 1.50)`. */
export function rangeText(values: readonly number[]): string {
  return `${mean(values).toFixed(2)} (${smallestOf(values).toFixed(2)} to ${largestOf(values).toFixed(2)})`;
}
