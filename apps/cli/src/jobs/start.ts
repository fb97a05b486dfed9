import { join } from 'node:path';
import type { Profile } from '../recipes/profile.ts';
import { describeMachine } from '../report/machine.ts';
import { type RunSummary, summarise } from '../report/run-report.ts';
import { startFigures } from '../report/start-figures.ts';
import { type StartSummary, startCsv, startReport } from '../report/start-report.ts';
import { writeRun } from '../report/write-run.ts';
import { identify } from '../run-folder/identity.ts';
import { RunFolder, runFiles } from '../run-folder/run-folder.ts';
import { type Agreement, agree } from './agreement.ts';
import { runBase } from './base-run.ts';
import { type FinishedEdit, runEdit } from './edit-run.ts';
import { describePlan } from './estimate.ts';
import type { FinishedRun } from './problem-run.ts';
import type { Session } from './session.ts';
import type { RunPolicy } from './train-run.ts';

/** Numbers of a finished start, kept beside its report. */
const summaryFile = 'summary.json';

/**
 * Trains the base memory of a profile, edits it, judges all of them twice, and writes table, report and figures to
 * `<root>/start-<hash>`. Parts that are finished are used again, one that was stopped goes on. Throws as `trainRun`.
 */
export async function runStart(
  session: Session,
  root: string,
  profile: Profile,
  policy: RunPolicy,
): Promise<StartSummary> {
  const { base, edits, agreement } = profile;
  const config = {
    task: 'start',
    base: base.config,
    edits: edits.map((edit) => edit.config),
    evaluation: [base, ...edits].map((part) => part.execution.evaluation),
    agreement,
  };
  const folder = await RunFolder.open(join(root, identify(config).folder), config);
  try {
    const kept = policy.fresh === true ? undefined : await readSummary(folder);
    const started = performance.now();
    const { progress, backend, context } = session;
    const head = `profile ${profile.name} on ${backend.name} (${backend.description}), ${session.workers} workers`;
    if (kept === undefined) progress.note(`${head}:\n${await describePlan(session, profile)}`);
    const judged: Agreement[] = [];
    const judge = async (place: RunFolder, part: FinishedRun): Promise<void> => {
      judged.push(await agree(session, place, part, agreement));
    };
    const now = context.now();
    const trained = await runBase(session, root, base.config, base.execution, policy, async (place, run) => {
      await judge(place, run);
      if (!run.reused) await writeRun(place, run, undefined, now);
    });
    const finished: FinishedEdit[] = [];
    for (const { config: edit, execution } of edits) {
      const full = { ...edit, base: trained.memory.hash };
      finished.push(
        await runEdit(session, root, full, execution, policy, trained, async (place, run) => {
          await judge(place, run);
          if (!run.reused) await writeRun(place, run, run.unedited, now);
        }),
      );
    }
    const weights = [trained, ...finished].map((part) => part.memory.hash);
    if (kept !== undefined && String(kept.weights) === String(weights)) return { ...kept, reused: true };
    const summary: StartSummary = {
      folder: folder.path,
      profile: profile.name,
      data: base.config.data,
      time: now.toISOString(),
      machine: describeMachine(),
      backend: `${backend.name} (${backend.description})`,
      workers: session.workers,
      base: summarise(trained),
      edits: finished.map((part): RunSummary => summarise(part, part.unedited)),
      agreement: judged,
      weights,
      figures: await startFigures(session, folder, trained, finished),
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

async function readSummary(folder: RunFolder): Promise<StartSummary | undefined> {
  const bytes = await folder.read(summaryFile);
  try {
    return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as StartSummary);
  } catch {
    return undefined;
  }
}
