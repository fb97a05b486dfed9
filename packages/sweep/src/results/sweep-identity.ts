import { type Cell, canonicalJson, identifyCell, sha256 } from '@hkmem/experiments';

/** The id of a set of cells, `sweep-<12 hexadecimal digits>`: the same cells, in whatever order, are the same sweep. */
export function sweepId(cells: readonly Cell[]): string {
  const hashes = [...new Set(cells.map((cell) => identifyCell(cell).hash))].sort();
  return `sweep-${sha256(canonicalJson(hashes)).slice(0, 12)}`;
}
