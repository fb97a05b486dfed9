import { type FinishedRun, type RunFolder, runFiles, summarise } from '@hkmem/sweep';
import type { Scores } from '@hkmem/training';
import { writeFigure } from '../figures/render.ts';
import { runReport, summaryCsv } from './run-report.ts';

/** Writes report, table and curves of a finished run into its folder. */
export async function writeRun(
  folder: RunFolder,
  run: FinishedRun,
  unedited: Scores | undefined,
  now: Date,
): Promise<void> {
  const { curvesFigure } = await import('../figures/curves.ts');
  const summary = summarise(run, unedited);
  await writeFigure(folder, 'curves', curvesFigure(`Training: ${summary.task}`, run.log));
  await folder.write(runFiles.results, summaryCsv([summary]));
  await folder.write(runFiles.report, runReport(run, summary, now));
}
