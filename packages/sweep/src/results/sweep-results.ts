import {
  type Cell,
  type CellCost,
  type CellNumber,
  type CellResult,
  canonicalJson,
  identifyCell,
} from '@hkmem/experiments';
import { csvTable, type Table } from '../tables/table.ts';
import { cellSettings, flatten, type Shown, varyingPaths } from './cell-settings.ts';
import type { CellOutcome } from './outcome.ts';
import { sweepId } from './sweep-identity.ts';

/** One cell of a finished sweep. */
export interface SweepRow {
  /** Of the cell. */
  readonly id: string;
  /** Of the cell. */
  readonly hash: string;
  /** The settings that tell the cells of this sweep apart, by dotted path. */
  readonly settings: Readonly<Record<string, Shown>>;
  /** Absent if the cell failed. */
  readonly numbers?: Readonly<Record<string, CellNumber>>;
}

/** A finished sweep. All but `costs` and `failures` is the same, bit for bit, however and wherever it was run. */
export interface SweepResults {
  /** `sweep-<12 hexadecimal digits>`. */
  readonly id: string;
  /** Of hkmem, of the results in it. */
  readonly versions: readonly string[];
  /** Sorted by settings. */
  readonly rows: readonly SweepRow[];
  /** What each cell took. */
  readonly costs: readonly (CellCost & { readonly id: string })[];
  /** Cells without a result, and why. */
  readonly failures: readonly { readonly id: string; readonly error: string }[];
}

/** What became of a sweep's cells, in an order that depends on the cells alone. */
export function sweepResults(outcomes: readonly CellOutcome[]): SweepResults {
  const cells = outcomes.map(({ cell }) => cell);
  const paths = varyingPaths(cells);
  const sorted = outcomes
    .map((outcome) => ({ outcome, row: rowOf(outcome, paths) }))
    .sort((a, b) => compareRows(a.row, b.row, paths));
  const found = sorted.flatMap(({ outcome: { result } }): CellResult[] => (result === undefined ? [] : [result]));
  return {
    id: sweepId(cells),
    versions: [...new Set(found.map(({ version }) => version))].sort(),
    rows: sorted.map(({ row }) => row),
    costs: found.map(({ id, cost }) => ({ id, ...cost })),
    failures: sorted.flatMap(({ outcome: { id, error } }) => (error === undefined ? [] : [{ id, error }])),
  };
}

function rowOf({ id, cell, result }: CellOutcome, paths: readonly string[]): SweepRow {
  const settings = chosen(cell, paths);
  return { id, hash: identifyCell(cell).hash, settings, ...(result && { numbers: result.numbers }) };
}

function chosen(cell: Cell, paths: readonly string[]): Record<string, Shown> {
  const settings = cellSettings(cell);
  return Object.fromEntries(
    paths.flatMap((path) => (settings.has(path) ? [[path, settings.get(path)!] as const] : [])),
  );
}

/** By each setting in turn, numbers by size and before text, what is absent first; then by id. */
function compareRows(a: SweepRow, b: SweepRow, paths: readonly string[]): number {
  for (const path of paths) {
    const order = compareShown(a.settings[path], b.settings[path]);
    if (order !== 0) return order;
  }
  return a.id < b.id ? -1 : 1;
}

function compareShown(a: Shown | undefined, b: Shown | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Numbers that come first in a table, in this order; others follow alphabetically. */
const firstNumbers = ['accuracy', 'unedited', 'loss', 'count', 'updates', 'trainedParameters'];

/** Settings and single numbers of all cells, numbers in full; a failed cell has none. */
export function resultsTable({ rows }: SweepResults): Table {
  const settings = [...new Set(rows.flatMap((row) => Object.keys(row.settings)))];
  const numbers = rows.map((row) => singleNumbers(row));
  const found = [...new Set(numbers.flatMap((entry) => [...entry.keys()]))];
  const rest = found.filter((name) => !firstNumbers.includes(name)).sort();
  const names = [...firstNumbers.filter((name) => found.includes(name)), ...rest];
  return {
    columns: ['id', ...settings, 'state', ...names],
    rows: rows.map((row, n) => [
      row.id,
      ...settings.map((path) => String(row.settings[path] ?? '')),
      row.numbers === undefined ? 'failed' : 'done',
      ...names.map((name) => String(numbers[n]!.get(name) ?? '')),
    ]),
  };
}

function singleNumbers({ numbers = {} }: SweepRow): ReadonlyMap<string, Shown> {
  return new Map([...flatten(numbers)].filter(([, value]) => typeof value === 'number' || !/^[[{]/.test(value)));
}

/** The table as CSV: the same bytes however the sweep was run. */
export function resultsCsv(results: SweepResults): string {
  return csvTable(resultsTable(results));
}

/** Cells with all their numbers as JSON, a line each: the same bytes however the sweep was run. */
export function resultsJson({ id, versions, rows }: SweepResults): string {
  const lines = rows.map((row) => `    ${canonicalJson(row)}`);
  return `{\n  "sweep": "${id}",\n  "versions": ${JSON.stringify(versions)},\n  "cells": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** What each cell took, as CSV; differs from run to run. */
export function costsCsv({ costs }: SweepResults): string {
  const fields = ['id', 'trainingSeconds', 'evaluationSeconds', 'backend', 'threads', 'machine', 'finished'] as const;
  return csvTable({ columns: fields, rows: costs.map((cost) => fields.map((field) => String(cost[field]))) });
}
