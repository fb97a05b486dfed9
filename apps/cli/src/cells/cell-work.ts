import type { Scores } from '@hkmem/training';
import { labelEdit } from '../config/run-config.ts';
import type { Agreement } from '../jobs/agreement.ts';
import { agree } from '../jobs/agreement.ts';
import type { FinishedRun, WithFolder } from '../jobs/problem-run.ts';
import type { Session } from '../jobs/session.ts';
import { summarise } from '../report/run-report.ts';
import { writeRun } from '../report/write-run.ts';
import type { Cell } from './cell.ts';
import type { CellNumber, CellResult } from './cell-result.ts';

/** What running a cell gives. */
export interface CellWork {
  readonly numbers: CellResult['numbers'];
  readonly trainingSeconds: number;
  readonly evaluationSeconds: number;
}

/** Judges runs more finely, where the cell says so, and writes their reports. */
export class Judge {
  readonly #session: Session;
  readonly #cell: Cell;
  #agreement: Agreement | undefined;

  constructor(session: Session, cell: Cell) {
    this.#session = session;
    this.#cell = cell;
  }

  /** To be called with a run and its folder before that is closed. */
  readonly finish: WithFolder<FinishedRun & { readonly unedited?: Scores }> = async (folder, run) => {
    const { finer } = this.#cell;
    if (finer !== undefined) this.#agreement = await agree(this.#session, folder, run, finer);
    await writeRun(folder, run, run.unedited, this.#session.context.now());
  };

  /** The numbers of the last run that was judged. */
  work(run: FinishedRun, unedited?: Scores, more: CellResult['numbers'] = {}): CellWork {
    const { evaluation, problem, memory } = run;
    const agreement = this.#agreement;
    return {
      numbers: {
        weights: memory.hash,
        accuracy: evaluation.accuracy,
        loss: evaluation.loss,
        count: evaluation.count,
        perClass: [...evaluation.perClass],
        evaluationsPerBatch: evaluation.statistics.evaluations / evaluation.statistics.batches,
        ...(unedited && comparison(evaluation, unedited, problem)),
        trainedParameters: problem.trainedParameters,
        updates: memory.checkpoint.update,
        ...(agreement && { finer: numbersOf(agreement) }),
        ...more,
      },
      trainingSeconds: summarise(run).trainingSeconds,
      evaluationSeconds: evaluation.seconds + (agreement?.seconds ?? 0),
    };
  }
}

/** The base memory's answers on the same labels, and both on the digits that the edit should leave alone. */
export function comparison(
  edited: Pick<Scores, 'confusion'>,
  unedited: Scores,
  { config }: Pick<FinishedRun['problem'], 'config'>,
): CellResult['numbers'] {
  const { digits, swapped = [] } = labelEdit(config)!;
  const touched = new Set([digits, ...swapped].flat());
  return {
    unedited: unedited.accuracy,
    uneditedPerClass: [...unedited.perClass],
    untouched: shareRight(edited.confusion, touched),
    uneditedUntouched: shareRight(unedited.confusion, touched),
  };
}

/** Share of right answers among labels other than those of `without`; null if there are none. */
function shareRight(confusion: Scores['confusion'], without: ReadonlySet<number>): number | null {
  let [right, all] = [0, 0];
  confusion.forEach((row, label) => {
    if (without.has(label)) return;
    right += row[label]!;
    all += row.reduce((sum, count) => sum + count, 0);
  });
  return all === 0 ? null : right / all;
}

function numbersOf({ seconds: _, energyRise, energyAllowance, ...rest }: Agreement): CellNumber {
  return {
    ...rest,
    ...(energyRise !== undefined && { energyRise }),
    ...(energyAllowance !== undefined && { energyAllowance }),
  };
}
