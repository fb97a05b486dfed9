import { join } from 'node:path';
import {
  type Agreement,
  type BaseCell,
  type CellResult,
  type EditCell,
  identify,
  type RunConfig,
} from '@hkmem/experiments';
import {
  describeMachine,
  discardCell,
  RunFolder,
  RunFolderError,
  type RunPolicy,
  type RunSummary,
  readCellResult,
  readRun,
  removeCellResult,
  runCell,
  runFiles,
  type Session,
  type StoredRun,
  summarise,
} from '@hkmem/sweep';
import { writeRun } from '../report/write-run.ts';
import { describePlan } from './describe-plan.ts';
import type { Profile } from './profile.ts';
import { startFigures } from './start-figures.ts';
import { type StartSummary, startCsv, startReport } from './start-report.ts';

/** Numbers of a finished start, kept beside its report. */
const summaryFile = 'summary.json';

/** A cell of the profile that is done. */
interface Part {
  readonly result: CellResult;
  readonly run: StoredRun;
  readonly reused: boolean;
}

/**
 * Trains the base memory of a profile, edits it, judges all of them twice, cell by cell, and writes table, report and
 * figures to `<root>/start-<hash>`. Parts that are finished are used again, one that was stopped goes on. Throws as `runCell`.
 */
export async function runStart(
  session: Session,
  root: string,
  profile: Profile,
  policy: Pick<RunPolicy, 'fresh'>,
): Promise<StartSummary> {
  const { base, edits, agreement } = profile;
  const config = {
    task: 'start',
    base: base.config,
    edits: edits.map(({ config: { base: _, ...edit } }) => edit),
    evaluation: [base, ...edits].map((cell) => cell.execution.evaluation),
    agreement,
  };
  const fresh = policy.fresh === true;
  const folder = await RunFolder.open(join(root, identify(config).folder), config);
  try {
    const kept = fresh ? undefined : await readSummary(folder);
    const started = performance.now();
    const { progress, backend, workers } = session;
    const head = `profile ${profile.name} on ${backend.name} (${backend.description}), ${workers} workers`;
    if (kept === undefined) progress.note(`${head}:\n${await describePlan(session, [base, ...edits])}`);
    const trained = await finishedPart(session, root, base, base.config, fresh);
    const finished: Part[] = [];
    for (const edit of edits) {
      const full = { ...edit.config, base: trained.run.memory.hash };
      finished.push(await finishedPart(session, root, edit, full, fresh));
    }
    const parts = [trained, ...finished];
    const weights = parts.map(({ run }) => run.memory.hash);
    if (kept !== undefined && String(kept.weights) === String(weights)) return { ...kept, reused: true };
    const [first, ...others] = parts.map(summaryOf);
    const summary: StartSummary = {
      folder: folder.path,
      profile: profile.name,
      data: base.config.data,
      time: session.now().toISOString(),
      machine: describeMachine(),
      backend: `${backend.name} (${backend.description})`,
      workers,
      base: first!,
      edits: others,
      agreement: parts.map(({ result }) => result.numbers['finer'] as unknown as Omit<Agreement, 'seconds'>),
      weights,
      figures: await startFigures(
        session,
        folder,
        trained.run,
        finished.map(({ run }) => run),
      ),
      seconds: (performance.now() - started) / 1000,
      reused: false,
    };
    await folder.write(runFiles.results, startCsv(summary));
    await folder.write(runFiles.report, startReport(summary));
    await folder.write(summaryFile, `${JSON.stringify(summary, undefined, 2)}\n`);
    return summary;
  } finally {
    await folder.close();
  }
}

/** Runs a cell unless its result and its run are there; `config` is that of its run. */
async function finishedPart(
  session: Session,
  root: string,
  cell: BaseCell | EditCell,
  config: RunConfig,
  fresh: boolean,
): Promise<Part> {
  const path = join(root, identify(config).folder);
  const { evaluation } = cell.execution;
  const found = fresh ? undefined : await readCellResult(root, cell);
  const kept = found && (await readRun(path, evaluation));
  if (found !== undefined && kept !== undefined) return { result: found, run: kept, reused: true };
  // A result from elsewhere, whose run is not here: the report shows the run.
  if (found !== undefined) await removeCellResult(root, cell);
  if (fresh) await discardCell(root, cell, config);
  let reused = true;
  const result = await runCell(session, root, cell, async (folder, run, unedited) => {
    reused &&= run.reused;
    if (!run.reused) await writeRun(folder, run, unedited, session.now());
  });
  const run = await readRun(path, evaluation);
  if (run === undefined) throw new RunFolderError(`'${path}' was changed by another program while this one worked.`);
  return { result, run, reused };
}

function summaryOf({ result: { numbers }, run, reused }: Part): RunSummary {
  const { trainedParameters, unedited } = numbers as { trainedParameters: number; unedited?: number };
  return summarise(
    { ...run, reused, problem: { trainedParameters } },
    unedited === undefined ? undefined : { accuracy: unedited },
  );
}

async function readSummary(folder: RunFolder): Promise<StartSummary | undefined> {
  const bytes = await folder.read(summaryFile);
  try {
    return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as StartSummary);
  } catch {
    return undefined;
  }
}
