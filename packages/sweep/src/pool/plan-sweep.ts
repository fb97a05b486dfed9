import type { Cell } from '@hkmem/experiments';
import { readCellResult } from '../cells/result-file.ts';
import { cellSettings, varyingPaths } from '../results/cell-settings.ts';
import { sweepId } from '../results/sweep-identity.ts';
import type { Table } from '../tables/table.ts';
import { planCells } from './agenda.ts';

/** What a sweep would do. */
export interface SweepPlan {
  /** Of the sweep. */
  readonly id: string;
  /** In the order in which they would be begun. */
  readonly cells: readonly {
    /** Of the cell. */
    readonly id: string;
    /** Of the cell. */
    readonly kind: string;
    /** Whether it is only there because another needs it. */
    readonly needed: boolean;
    /** Whether its result is there already. */
    readonly finished: boolean;
    /** What differs among the cells of the sweep, by dotted path. */
    readonly settings: Readonly<Record<string, string | number>>;
  }[];
}

/** Looks what of a sweep is finished under `root`, and what is left. @throws {RunFolderError} of a result that cannot be read. */
export async function planSweep(root: string, cells: readonly Cell[]): Promise<SweepPlan> {
  const paths = varyingPaths(cells);
  const planned = planCells(cells);
  return {
    id: sweepId(cells),
    cells: await Promise.all(
      planned.map(async ({ id, cell, asked }) => {
        const settings = [...cellSettings(cell)].filter(([path]) => paths.includes(path));
        return {
          id,
          kind: cell.kind,
          needed: !asked,
          finished: (await readCellResult(root, cell)) !== undefined,
          settings: Object.fromEntries(settings),
        };
      }),
    ),
  };
}

/** A plan as rows of a table. */
export function planTable({ cells }: SweepPlan): Table {
  const settings = [...new Set(cells.flatMap((cell) => Object.keys(cell.settings)))];
  return {
    columns: ['id', ...settings, 'state'],
    rows: cells.map(({ id, needed, finished, settings: values }) => [
      id,
      ...settings.map((path) => String(values[path] ?? '')),
      finished ? 'finished' : needed ? 'to do, needed by others' : 'to do',
    ]),
  };
}
