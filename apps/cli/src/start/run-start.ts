import { join } from 'node:path';
import { type Agreement, type BaseCell, identify } from '@hkmem/experiments';
import {
  describeMachine,
  type KeptCell,
  type KeptCellOptions,
  keptCell,
  memoryAtRest,
  RunFolder,
  type RunPolicy,
  type RunSummary,
  restDamages,
  runFiles,
  type Session,
  summarise,
  swapAtRest,
  trainAtRest,
} from '@hkmem/sweep';
import { writeRun } from '../report/write-run.ts';
import { describePlan } from './describe-plan.ts';
import type { Profile } from './profile.ts';
import { type StartSummary, startCsv, startReport } from './start-report.ts';

/** Numbers of a finished start, kept beside its report. */
const summaryFile = 'summary.json';
/** Test images that judge the edit at rest, at most. */
const editedImages = 100;

/**
 * Trains the memory at rest of a profile, follows damaged images to rest and edits it, then trains the base memory of the
 * published protocol, edits it, judges all of them twice, cell by cell, and writes tables, report and figures to
 * `<root>/start-<hash>`. Parts that are finished are used again, one that was stopped goes on. Throws as `runCell`.
 */
export async function runStart(
  session: Session,
  root: string,
  profile: Profile,
  policy: Pick<RunPolicy, 'fresh'>,
): Promise<StartSummary> {
  const { rest, base, edits, agreement } = profile;
  const config = {
    task: 'start',
    rest,
    restImages: profile.restImages,
    base: base.config,
    edits: edits.map(({ config: { base: _, ...edit } }) => edit),
    evaluation: [base, ...edits].map((cell) => cell.execution.evaluation),
    agreement,
  };
  const fresh = policy.fresh === true;
  const options: KeptCellOptions = {
    fresh,
    report: async (made, run, unedited) => {
      if (!run.reused) await writeRun(made, run, unedited, session.now());
    },
  };
  const folder = await RunFolder.open(join(root, identify(config).folder), config);
  try {
    const kept = fresh ? undefined : await readSummary(folder);
    const started = performance.now();
    const { progress, backend, workers } = session;
    const head = `profile ${profile.name} on ${backend.name} (${backend.description}), ${workers} workers`;
    if (kept === undefined)
      progress.note(`${head}:\n${await describePlan(session, [restPlan(profile), base, ...edits])}`);
    const atRest = await trainAtRest(session, root, rest, { images: profile.restImages, fresh });
    const judged = { images: Math.min(profile.restImages, editedImages), fresh };
    const sameRest = kept?.rest?.weights === atRest.memory.hash;
    const swapped =
      (sameRest ? kept?.swapped : undefined) ??
      (await swapAtRest(session, join(root, 'edits-at-rest'), atRest.memory, judged));
    const trained = await keptCell(session, root, base, base.config, options);
    const finished: KeptCell[] = [];
    for (const edit of edits) {
      const full = { ...edit.config, base: trained.run.memory.hash };
      finished.push(await keptCell(session, root, edit, full, options));
    }
    const parts = [trained, ...finished];
    const weights = parts.map(({ run }) => run.memory.hash);
    const same = sameRest && String(kept?.weights) === String(weights);
    if (kept !== undefined && same) return { ...kept, reused: true };
    const [first, ...others] = parts.map(summaryOf);
    const { startFigures } = await import('./start-figures.ts');
    const summary: StartSummary = {
      folder: folder.path,
      profile: profile.name,
      data: base.config.data,
      time: session.now().toISOString(),
      machine: describeMachine(),
      backend: `${backend.name} (${backend.description})`,
      workers,
      rest: memoryAtRest(atRest),
      swapped,
      base: first!,
      edits: others,
      agreement: parts.map(({ result }) => result.numbers['finer'] as unknown as Omit<Agreement, 'seconds'>),
      weights,
      figures: await startFigures(
        session,
        folder,
        atRest.memory,
        trained.run,
        finished.map(({ run }) => run),
      ),
      seconds: (performance.now() - started) / 1000,
      reused: false,
    };
    await folder.write(runFiles.results, startCsv(summary));
    await folder.write(runFiles.report, startReport(summary));
    const text = `${JSON.stringify(summary, undefined, 2)}\n`;
    await folder.write(summaryFile, text);
    // As it will be found: what is no number is null there.
    return JSON.parse(text) as StartSummary;
  } finally {
    await folder.close();
  }
}

/** What the memory at rest will take, as a cell that is judged on as many images. */
function restPlan({ rest, restImages, base }: Profile): BaseCell {
  const evaluation = { ...base.execution.evaluation, images: restImages * restDamages.length, every: 0 };
  return { kind: 'base', config: rest, execution: { ...base.execution, evaluation } };
}

function summaryOf({ result: { numbers }, run, reused }: KeptCell): RunSummary {
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
