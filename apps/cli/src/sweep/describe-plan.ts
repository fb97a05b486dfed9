import type { Cell } from '@hkmem/experiments';
import { cellSettings, planCells, readCellResult, sweepId, type Table, varyingPaths } from '@hkmem/sweep';

/** What a sweep would do. */
export interface SweepPlan {
  readonly id: string;
  /** In the order in which they would be begun. */
  readonly cells: readonly {
    readonly id: string;
    readonly kind: string;
    /** Whether it is only there because another needs it. */
    readonly needed: boolean;
    /** Whether its result is there already. */
    readonly finished: boolean;
    readonly settings: Readonly<Record<string, string | number>>;
  }[];
}

/** Looks what of a sweep is finished under `root`, and what is left. */
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
