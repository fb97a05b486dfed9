import { identifyCell } from '../cells/cell.ts';
import type { CellResult } from '../cells/cell-result.ts';
import type { CorrectionNumbers } from '../judging/correction-numbers.ts';
import type { StudyCell } from './study.ts';

/** What became of the cells of a study, by id. */
export interface StudyOutcomes {
  /** Of those that are finished. */
  readonly results: ReadonlyMap<string, CellResult>;
  /** Why others failed or cannot be read. */
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

/** What the oscillators of an edit do under each stimulus; none of other cells. */
export function correctionsOf(result: CellResult | undefined): readonly CorrectionNumbers[] {
  return (result?.numbers['correction'] ?? []) as unknown as readonly CorrectionNumbers[];
}
