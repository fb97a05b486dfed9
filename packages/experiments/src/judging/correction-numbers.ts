import { type Backend, ValueError } from '@hkmem/backend';
import { correctionSpectrum, orderParameter } from '@hkmem/coupling';
import type { ImageDataset } from '@hkmem/datasets';
import { parametersOf } from '@hkmem/training';
import type { Memory } from '../memory/memory.ts';
import { startState } from '../problems/start-state.ts';
import { recallImages } from './recall-images.ts';

/** What the oscillators of an edit do to the weights under one stimulus. */
export interface CorrectionNumbers {
  /** Such as `1` or `1 beside a 0`. */
  readonly stimulus: string;
  /** The class that was answered. */
  readonly answer: number;
  /** Of the correction at the end of the flow, whose diagonal is 0 unless it is w S S^T. */
  readonly rank: number;
  /** Largest first. */
  readonly singularValues: readonly number[];
  /** Share of the squared Frobenius norm in the first D singular values. */
  readonly shareOfFirst: number;
  /** |mean of s over neurons| at the start and at the end. */
  readonly orderBefore: number;
  /** At the end. */
  readonly orderAfter: number;
  /** Largest |component| of any oscillator outside span(e_1, e_2), at the end; of D above 2. */
  readonly outsidePlane: number;
}

const kept = 16;
const fine = { rtol: 1e-5, atol: 1e-8, settle: false } as const;

/**
 * The correction under each of the edit's two digits, shown as the image or, of an associative task, beside it.
 * @throws {ValueError} if the memory is no edit, or no test image shows a digit of it.
 */
export async function correctionNumbers(
  backend: Backend,
  memory: Memory,
  dataset: ImageDataset,
): Promise<readonly CorrectionNumbers[]> {
  if (memory.kind !== 'edit') {
    throw new ValueError('memory', memory.config.task, 'one that was edited by oscillators');
  }
  const { config } = memory;
  const { spec } = memory.checkpoint;
  const { dimension } = spec.oscillators!;
  const [first, second] = config.digits.map((digit) => {
    const index = dataset.test.labels.indexOf(digit);
    if (index < 0) throw new ValueError('digit of the edit', digit, 'a digit that the test images show');
    return index;
  }) as [number, number];
  const associative = config.task.startsWith('associative-');
  const size = dataset.test.height * dataset.test.width;
  const numbers: CorrectionNumbers[] = [];
  for (const index of [first, second]) {
    const image = associative ? second : index;
    const levels = dataset.test.images.subarray(image * size, (image + 1) * size);
    const pictures = [Float32Array.from(levels, (level) => level / 255)];
    const shown = associative ? { pictures, contexts: Uint32Array.of(index) } : { pictures };
    const before = startState(memory, dataset, shown).s!;
    const { until } = config.flow;
    const found = await recallImages(backend, memory, dataset, shown, { until, ...fine });
    const s = Float64Array.from(found.end.s!);
    const { rank, singularValues } = correctionSpectrum(spec, parametersOf(memory.checkpoint), s);
    const energy = (values: ArrayLike<number>): number =>
      Array.from(values).reduce((sum, value) => sum + value ** 2, 0);
    const total = energy(singularValues);
    const label = dataset.test.labels[image]!;
    numbers.push({
      stimulus: associative ? `${label} beside a ${dataset.test.labels[index]}` : String(label),
      answer: found.answers[0]!,
      rank,
      singularValues: [...singularValues.subarray(0, kept)],
      shareOfFirst: total === 0 ? 0 : energy(singularValues.subarray(0, dimension)) / total,
      orderBefore: orderParameter(before, spec.neurons, dimension)[0]!,
      orderAfter: orderParameter(s, spec.neurons, dimension)[0]!,
      outsidePlane: s.reduce((most, value, i) => (i % dimension < 2 ? most : Math.max(most, Math.abs(value))), 0),
    });
  }
  return numbers;
}
