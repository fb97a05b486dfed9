import { type Cell, identifyCell } from '../../cells/cell.ts';
import { canonicalJson, sha256 } from '../../run-folder/identity.ts';

/** The id of a set of cells, `sweep-<12 hexadecimal digits>`: the same cells, in whatever order, are the same sweep. */
export function sweepId(cells: readonly Cell[]): string {
  const hashes = [...new Set(cells.map((cell) => identifyCell(cell).hash))].sort();
  return `sweep-${sha256(canonicalJson(hashes)).slice(0, 12)}`;
}
