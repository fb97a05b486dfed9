import { fileURLToPath } from 'node:url';
import type { CellProgram } from '@hkmem/sweep';

/** The file that starts this program in a process of its own: of the build, or of the sources. */
export function programFile(): string {
  const ours = import.meta.url;
  const place = ours.endsWith('.ts') ? '../scripts/hkmem.ts' : '../bin/hkmem.js';
  return fileURLToPath(new URL(place, ours));
}

/** What runs cells in a process of its own, and writes the reports of runs. */
export const cellProgram: CellProgram = { file: programFile(), arguments: ['cell-process'] };
