import type { Cell } from '../../cells/cell.ts';
import type { StudyCell } from '../study.ts';

/** One cell for each seed from 1, named `<name>/seed<n>`. */
export function perSeed(name: string, seeds: number, cellOf: (seed: number) => Cell): readonly StudyCell[] {
  return Array.from({ length: seeds }, (_, n) => ({ name: `${name}/seed${n + 1}`, cell: cellOf(n + 1) }));
}
