import type { Backend, Engine, SystemSpec } from '@hkmem/backend';
import type { ImageSet } from '@hkmem/datasets';
import { fixedPoint, fixedSteps, recall, rk4, writeParameters } from '@hkmem/dynamics';
import type { Rounding } from '../src/format/weights-format.ts';
import { indexOfLargest } from '../src/worker/index-of-largest.ts';

/** Of the training images, the last so many are held out: no memory that ships learned at rest from them. */
const heldOut = 10_000;
/** How many at once. */
const batch = 50;
const pixels = 784;

/** Images [M, 784], 0 to 255, and what they are to be answered with. */
export interface LabelledImages {
  readonly images: Uint8Array;
  readonly labels: ArrayLike<number>;
}

/** How images are answered: at rest with the image held, or at t = 1; with contexts, each by its place. */
export interface AnswerSettings {
  readonly atRest?: boolean;
  /** Where oscillators start for the n-th image, [N * D]. */
  readonly contextOf?: (n: number) => Float32Array;
}

/** A system and its numbers. */
export interface WeightedSystem {
  readonly spec: SystemSpec;
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
}

/** The first `count` of the images that are held out. */
export function heldOutImages({ images, labels }: ImageSet, count: number): LabelledImages {
  const from = labels.length - heldOut;
  return {
    images: images.subarray(from * pixels, (from + count) * pixels),
    labels: labels.subarray(from, from + count),
  };
}

/** The class that each of some images [M, 784] is answered with. */
export async function answersOf(
  engine: Engine,
  images: Uint8Array,
  { atRest = false, contextOf }: AnswerSettings = {},
): Promise<number[]> {
  const N = engine.spec.neurons;
  const answers: number[] = [];
  for (let from = 0; from < images.length / pixels; from += batch) {
    const count = Math.min(batch, images.length / pixels - from);
    const x = new Float32Array(count * N);
    for (let b = 0; b < count; b++) {
      for (let i = 0; i < pixels; i++) x[b * N + i] = images[(from + b) * pixels + i]! / 255;
    }
    const starts = contextOf && Array.from({ length: count }, (_, b) => Array.from(contextOf(from + b))).flat();
    const start = { x, ...(starts && { s: Float32Array.from(starts) }) };
    const { state } = atRest
      ? await fixedPoint(engine, start, { input: x, tolerance: 1e-4, curvatureProducts: 0 })
      : await recall(engine, start, { solver: rk4, control: fixedSteps(12), until: 1, steadyBelow: false });
    for (let b = 0; b < count; b++) {
      answers.push(indexOfLargest(state.x!.slice((b + 1) * N - 10, (b + 1) * N)));
    }
  }
  return answers;
}

/** What rounding does: answers to images held out and to the digits that the site shows, before and after. */
export async function roundingOf(
  backend: Backend,
  exact: WeightedSystem,
  rounded: WeightedSystem,
  held: LabelledImages,
  shown: Uint8Array,
  settings: AnswerSettings = {},
): Promise<Rounding> {
  const on = async ({ spec, parameters }: WeightedSystem) => {
    const engine = backend.createEngine(spec);
    writeParameters(engine, parameters);
    const answers = [await answersOf(engine, held.images, settings), await answersOf(engine, shown, settings)] as const;
    engine.dispose();
    return answers;
  };
  const [before, digits] = await on(exact);
  const [after, digitsAfter] = await on(rounded);
  const right = (answers: readonly number[]): number => answers.filter((answer, n) => answer === held.labels[n]).length;
  return {
    images: held.labels.length,
    right: { before: right(before), after: right(after) },
    changed: before.filter((answer, n) => answer !== after[n]).length,
    digits,
    digitsChanged: digits.filter((answer, n) => answer !== digitsAfter[n]).length,
  };
}
