import type { Entry, Setting } from '../protocol.ts';
import { compareValues } from './values.ts';

/** The entries at one value of each axis. */
export interface TableCell {
  readonly ids: readonly string[];
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A number over two settings. */
export interface SweepTable {
  readonly columns: readonly (Setting | undefined)[];
  readonly rows: readonly {
    readonly value: Setting | undefined;
    readonly cells: readonly (TableCell | undefined)[];
  }[];
  /** Over all cells. */
  readonly low: number;
  readonly high: number;
}

/** Entries that have a number, at the values that two settings have there. */
export function sweepTable(entries: readonly Entry[], across: string, down: string, number: string): SweepTable {
  const found = entries.filter(({ numbers }) => Number.isFinite(numbers[number]));
  const at = (entry: Entry, path: string): Setting | undefined =>
    Object.hasOwn(entry.settings, path) ? entry.settings[path] : undefined;
  const values = (path: string) => [...new Set(found.map((entry) => at(entry, path)))].sort(compareValues);
  const columns = values(across);
  const groups = new Map<Setting | undefined, Map<Setting | undefined, Entry[]>>();
  for (const entry of found) {
    const row = groups.get(at(entry, down)) ?? new Map<Setting | undefined, Entry[]>();
    groups.set(at(entry, down), row);
    row.set(at(entry, across), [...(row.get(at(entry, across)) ?? []), entry]);
  }
  const rows = values(down).map((value) => ({
    value,
    cells: columns.map((column) => cellOf(groups.get(value)?.get(column), number)),
  }));
  const means = rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.mean ?? []));
  return {
    columns,
    rows,
    low: means.reduce((least, mean) => Math.min(least, mean), Number.POSITIVE_INFINITY),
    high: means.reduce((most, mean) => Math.max(most, mean), Number.NEGATIVE_INFINITY),
  };
}

function cellOf(entries: readonly Entry[] | undefined, number: string): TableCell | undefined {
  if (entries === undefined) return undefined;
  const values = entries.map(({ numbers }) => numbers[number]!);
  return {
    ids: entries.map(({ id }) => id),
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: values.reduce((least, value) => Math.min(least, value)),
    high: values.reduce((most, value) => Math.max(most, value)),
  };
}

/** Numbers that entries have, by how many have them. */
export function numberNames(entries: readonly Entry[]): string[] {
  const counts = new Map<string, number>();
  for (const { numbers } of entries) {
    for (const name of Object.keys(numbers)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, 200)
    .map(([name]) => name);
}
