import type { Cell, CellResult } from '@hkmem/experiments';

/** What became of one cell. */
export type CellOutcome = { readonly id: string; readonly cell: Cell } & (
  | { readonly result: CellResult; readonly error?: undefined }
  | { readonly result?: undefined; readonly error: string }
);
