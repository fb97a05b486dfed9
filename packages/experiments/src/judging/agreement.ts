import type { StoredEvaluation } from './evaluate-memory.ts';

/** How a memory answers when its flow is integrated more finely. */
export interface Agreement {
  /** Task of the memory. */
  readonly task: string;
  /** Test images that both integrations answered. */
  readonly images: number;
  /** Share of right answers over these images by the first integration. */
  readonly accuracy: number;
  /** The same by the finer one. */
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

/** Compares an evaluation with a finer one of the same test images, from the first. */
export function agreementOf(
  task: string,
  evaluation: StoredEvaluation,
  finer: StoredEvaluation,
  labels: ArrayLike<number>,
): Agreement {
  const count = Math.min(finer.count, evaluation.count);
  const share = (holds: (n: number) => boolean): number => {
    let sum = 0;
    for (let n = 0; n < count; n++) if (holds(n)) sum++;
    return sum / count;
  };
  return {
    task,
    images: count,
    accuracy: share((n) => evaluation.answers[n] === labels[n]),
    finerAccuracy: share((n) => finer.answers[n] === labels[n]),
    sameAnswers: share((n) => finer.answers[n] === evaluation.answers[n]),
    finer: finer.flow,
    ...(finer.energy && { energyRise: finer.energy.relative, energyAllowance: finer.energy.allowance }),
    seconds: finer.seconds,
  };
}
