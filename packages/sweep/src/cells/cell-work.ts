import { type Agreement, type Cell, type CellNumber, type CellResult, comparison, labelEdit } from '@hkmem/experiments';
import type { Scores } from '@hkmem/training';
import type { RunFolder } from '../run-folder/run-folder.ts';
import { agree } from '../running/agreement.ts';
import { type BeyondScores, judgeBeyond } from '../running/beyond.ts';
import type { FinishedRun, WithFolder } from '../running/problem-run.ts';
import { trainingSeconds } from '../running/run-summary.ts';
import type { Session } from '../session/session.ts';

/** What running a cell gives. */
export interface CellWork {
  readonly numbers: CellResult['numbers'];
  readonly trainingSeconds: number;
  readonly evaluationSeconds: number;
}

/** Is given every run of a cell with its folder before that is closed, and what the base answered, to write reports. */
export type RunReporter = (folder: RunFolder, run: FinishedRun, unedited?: Scores) => Promise<void>;

/** Judges runs more finely, where the cell says so, and has their reports written. */
export class Judge {
  readonly #session: Session;
  readonly #cell: Cell;
  readonly #report: RunReporter | undefined;
  #agreement: Agreement | undefined;
  #beyond: BeyondScores | undefined;

  constructor(session: Session, cell: Cell, report?: RunReporter) {
    this.#session = session;
    this.#cell = cell;
    this.#report = report;
  }

  /** To be called with a run and its folder before that is closed. */
  readonly finish: WithFolder<FinishedRun & { readonly unedited?: Scores }> = async (folder, run) => {
    const { finer, execution, beyond } = this.#cell;
    if (finer !== undefined) this.#agreement = await agree(this.#session, folder, run, finer);
    if (beyond !== undefined)
      this.#beyond = await judgeBeyond(this.#session, folder, run, execution.evaluation, beyond);
    await this.#report?.(folder, run, run.unedited);
  };

  /** The numbers of the last run that was judged. */
  work(run: FinishedRun, unedited?: Scores, more: CellResult['numbers'] = {}): CellWork {
    const { evaluation, problem, memory } = run;
    const [agreement, beyond] = [this.#agreement, this.#beyond];
    return {
      numbers: {
        weights: memory.hash,
        accuracy: evaluation.accuracy,
        loss: evaluation.loss,
        count: evaluation.count,
        perClass: [...evaluation.perClass],
        evaluationsPerBatch: evaluation.statistics.evaluations / evaluation.statistics.batches,
        ...(unedited && comparison(evaluation, unedited, labelEdit(problem)!)),
        trainedParameters: problem.trainedParameters,
        updates: memory.checkpoint.update,
        ...(agreement && { finer: numbersOf(agreement) }),
        ...(beyond && { beyond: beyond.numbers }),
        ...more,
      },
      trainingSeconds: trainingSeconds(run.log),
      evaluationSeconds: evaluation.seconds + (agreement?.seconds ?? 0) + (beyond?.seconds ?? 0),
    };
  }
}

function numbersOf({ seconds: _, energyRise, energyAllowance, ...rest }: Agreement): CellNumber {
  return {
    ...rest,
    ...(energyRise !== undefined && { energyRise }),
    ...(energyAllowance !== undefined && { energyAllowance }),
  };
}
