import { distinctCells, type Study, type StudyOutcomes } from '@hkmem/experiments';
import { formatDuration, planStudy, runCells, type StudyPlan } from '@hkmem/sweep';
import type { Context } from '../console/context.ts';
import { cellProgram } from '../program-file.ts';
import { withCommandSession } from '../session/command-session.ts';
import { sweepDisplay } from '../sweep/sweep-display.ts';

/** How a study is run. */
export interface StudyOptions {
  /** Folder of run folders and results. */
  readonly root: string;
  /** Processes at once. */
  readonly jobs: number;
  readonly backend: string;
  readonly workers: number;
  readonly dataDirectory?: string | undefined;
  readonly quiet: boolean;
}

/** Measures updates and says what will be run and how long that takes. */
export async function announceStudy(context: Context, study: Study, options: StudyOptions): Promise<StudyPlan> {
  const { backend, workers, dataDirectory, root, quiet } = options;
  const plan = await withCommandSession(context, { backend, workers, dataDirectory, quiet }, (session) =>
    planStudy(session, root, study),
  );
  if (!quiet) context.stderr.write(`${describeStudy(study, plan, options.jobs)}\n`);
  return plan;
}

function describeStudy({ profile, data }: Study, plan: StudyPlan, jobs: number): string {
  const lines = plan.sections.map(({ id, cells, seconds }) => {
    return `  ${id}: ${cells} cells, about ${formatDuration(seconds / jobs)}`;
  });
  const there = plan.finished === 0 ? '' : ` (${plan.finished} of ${plan.cells} cells are there already)`;
  return [
    `profile ${profile} on ${data}, ${jobs} ${jobs === 1 ? 'process' : 'processes'}, by measured updates:`,
    ...lines,
    `  in all about ${formatDuration(plan.seconds / jobs)}, less for cells that were begun${there}`,
  ].join('\n');
}

/** Runs the cells of a study that are not finished. @throws {InterruptedError} if the user asks to stop; work is saved. */
export async function runStudy(context: Context, study: Study, options: StudyOptions): Promise<StudyOutcomes> {
  const { quiet, ...pool } = options;
  const display = sweepDisplay(context, quiet);
  try {
    const outcomes = await runCells(
      distinctCells(study).map(({ cell }) => cell),
      {
        ...pool,
        signal: context.interrupt,
        environment: context.environment,
        program: cellProgram,
        onProgress: display.show,
      },
    );
    return {
      results: new Map(outcomes.flatMap(({ id, result }) => (result === undefined ? [] : [[id, result]]))),
      errors: new Map(outcomes.flatMap(({ id, error }) => (error === undefined ? [] : [[id, error]]))),
    };
  } finally {
    display.end();
  }
}

/** What a store of workers holds of a study; what it lacks has no error, it is not there yet. @throws {StoreError} */
export async function storedStudy(context: Context, study: Study, store: string): Promise<StudyOutcomes> {
  const { outcomesIn } = await import('../queue/commands.ts');
  const outcomes = await outcomesIn(
    context,
    distinctCells(study).map(({ cell }) => cell),
    store,
  );
  const results = new Map(outcomes.flatMap(({ id, result }) => (result === undefined ? [] : [[id, result]])));
  return { results, errors: new Map() };
}
