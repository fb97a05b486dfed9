import { fileURLToPath } from 'node:url';

/** What runs in a process of its own to run cells: a module for Node that calls `serveCells`, and its first arguments. */
export interface CellProgram {
  /** The module, a path. */
  readonly file: string;
  /** Given before those that say backend, threads and data. */
  readonly arguments: readonly string[];
}

/** The program of this package, which writes no reports: of the build, or of the sources. */
export function ownProgram(): CellProgram {
  const ours = import.meta.url;
  const place = ours.endsWith('.ts') ? '../cell-process-main.ts' : './cell-process-main.js';
  return { file: fileURLToPath(new URL(place, ours)), arguments: [] };
}
