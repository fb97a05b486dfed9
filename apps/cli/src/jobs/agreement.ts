import type { RunFolder } from '../run-folder/run-folder.ts';
import { evaluateOnce } from './evaluate-memory.ts';
import { evaluationJob, type FinishedRun } from './problem-run.ts';
import type { Session } from './session.ts';

/** A second, finer integration of the test images. */
export interface FinerEvaluation {
  readonly rtol: number;
  readonly atol: number;
  /** Test images, from the first; all of them if absent. */
  readonly images?: number;
}

/** How a memory answers when its flow is integrated more finely. */
export interface Agreement {
  readonly task: string;
  /** Test images that both integrations answered. */
  readonly images: number;
  readonly accuracy: number;
  readonly finerAccuracy: number;
  /** Share of images with the same answer. */
  readonly sameAnswers: number;
  /** The finer integration, in words. */
  readonly finer: string;
  /** Largest rise of the energy along the finer flows, relative to its scale. */
  readonly energyRise?: number;
  /** What rounding alone may show. */
  readonly energyAllowance?: number;
  /** Of the finer pass. */
  readonly seconds: number;
}

/** Judges a finished run again by a finer integration, watching the energy, and compares the answers. */
export async function agree(
  session: Session,
  folder: RunFolder,
  run: FinishedRun,
  finer: FinerEvaluation,
): Promise<Agreement> {
  const { problem, evaluation } = run;
  const { task } = problem.config;
  const job = { ...evaluationJob(session, problem, run), label: `${task}, finer` };
  const second = await evaluateOnce(folder, job, { ...finer, energy: true }, 'finer.json');
  const count = Math.min(second.count, evaluation.count);
  const { labels } = problem.test;
  const share = (holds: (n: number) => boolean): number => {
    let sum = 0;
    for (let n = 0; n < count; n++) if (holds(n)) sum++;
    return sum / count;
  };
  return {
    task,
    images: count,
    accuracy: share((n) => evaluation.answers[n] === labels[n]),
    finerAccuracy: share((n) => second.answers[n] === labels[n]),
    sameAnswers: share((n) => second.answers[n] === evaluation.answers[n]),
    finer: second.flow,
    ...(second.energy && { energyRise: second.energy.relative, energyAllowance: second.energy.allowance }),
    seconds: second.seconds,
  };
}
