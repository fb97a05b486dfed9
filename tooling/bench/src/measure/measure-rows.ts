import { type Prepared, type Row, rowKey } from '../rows/row.ts';
import type { Failure } from './failure.ts';
import { type MeasureOptions, measureInterleaved } from './interleave.ts';

/** Milliseconds of every row that ran, per round and after the row's scale, and the rows that did not run. */
export interface MeasuredRows {
  readonly measured: readonly { readonly row: Row; readonly samples: readonly number[] }[];
  readonly failures: readonly Failure[];
}

/** Prepares all rows, tries each once, times those that work in turn, and gives everything back. */
export async function measureRows(rows: readonly Row[], options: MeasureOptions): Promise<MeasuredRows> {
  const ready: { readonly row: Row; readonly prepared: Prepared }[] = [];
  const failures: Failure[] = [];
  try {
    for (const row of rows) {
      try {
        const prepared = await row.prepare();
        ready.push({ row, prepared });
        await prepared.run();
      } catch (error) {
        if (ready.at(-1)?.row === row) await ready.pop()!.prepared.dispose?.();
        failures.push({ row: rowKey(row), reason: error instanceof Error ? error.message : String(error) });
      }
    }
    const works = ready.map(({ row, prepared }) => ({ id: rowKey(row), run: () => prepared.run() }));
    const samples = await measureInterleaved(works, options);
    const scaled = (row: Row): readonly number[] => samples.get(rowKey(row))!.map((time) => time * (row.scale ?? 1));
    return { measured: ready.map(({ row }) => ({ row, samples: scaled(row) })), failures };
  } finally {
    for (const { prepared } of ready) await prepared.dispose?.();
  }
}
