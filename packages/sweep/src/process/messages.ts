import type { Cell, CellResult } from '@hkmem/experiments';
import type { ProgressMessage } from '../session/forward-progress.ts';

/** What a process that runs cells is told. */
export type CellOrder =
  | { readonly kind: 'run'; readonly root: string; readonly cell: Cell }
  /** Save a checkpoint of the cell at work and let go of it. */
  | { readonly kind: 'stop' }
  /** Leave. */
  | { readonly kind: 'end' };

/**
 * Why a cell has no result, by what to do about it. `stopped`: it was asked to, and has saved. `in-use`: another process
 * works on it. `storage`: the disk is full or cannot be written. `final`: it would come again, such as a setting that does
 * not fit or a training that diverges. `passing`: another try may go well.
 */
export type FailureReason = 'stopped' | 'in-use' | 'storage' | 'final' | 'passing';

/** What a process that runs cells says. */
export type CellReport =
  | { readonly kind: 'ready'; readonly backend: string }
  /** It cannot run cells at all: the backend does not work here. */
  | { readonly kind: 'unable'; readonly message: string }
  | { readonly kind: 'progress'; readonly step: ProgressMessage }
  | { readonly kind: 'result'; readonly result: CellResult }
  | { readonly kind: 'failure'; readonly reason: FailureReason; readonly message: string };
