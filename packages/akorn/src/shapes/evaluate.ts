import { type Backend, largestOf, RandomKey, ValueError } from '@hkmem/backend';
import type { HostParameters } from '../layer/initialise.ts';
import { checkParameters } from '../layer/run-oscillators.ts';
import { withOperations } from '../operations/operations-for.ts';
import { clusterPoints } from './cluster.ts';
import { drawScenes } from './scene.ts';
import { foregroundAri, meanBestOverlap } from './scores.ts';
import { runShapes, type ShapesSpec, shapesShapes } from './shapes-model.ts';
import { shapesStart } from './trainer.ts';

/** How a network is asked. */
export interface EvaluateShapesOptions {
  /** T; may be larger than in training. */
  readonly steps: number;
  /** Scenes. */
  readonly count: number;
  /** Fewest and most shapes of a scene. */
  readonly shapes: readonly [fewest: number, most: number];
  /** Fixes scenes and starts; 0 if absent. */
  readonly seed?: number;
  /** Told after each scene; waited for. */
  readonly onProgress?: (done: number) => void | Promise<void>;
}

/** How a network groups pixels, means over the scenes. */
export interface ShapesEvaluation {
  /** Scenes. */
  readonly count: number;
  /** T. */
  readonly steps: number;
  /** FG-ARI. */
  readonly foregroundAri: number;
  /** MBO. */
  readonly meanBestOverlap: number;
  /** Groups of the pixels of the scenes, [count, P]. */
  readonly groups: Uint8Array;
}

/**
 * Lets oscillators settle over scenes they were not trained on, groups the pixels of each by the overlap of their oscillators
 * (average linkage, as many groups as there are shapes and one for the background), and scores the groups.
 * @throws {ValueError | ShapeError | NonFiniteError | UnknownNameError} naming what does not fit.
 */
export async function evaluateShapes(
  backend: Pick<Backend, 'name'>,
  spec: ShapesSpec,
  parameters: HostParameters,
  { steps, count, shapes, seed = 0, onProgress }: EvaluateShapesOptions,
): Promise<ShapesEvaluation> {
  for (const [name, value] of Object.entries({ steps, count })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  checkParameters(shapesShapes(spec), parameters);
  const key = RandomKey.fromSeed(seed).fold('shapes').fold('test');
  const pixels = spec.size ** 2;
  const groups = new Uint8Array(count * pixels);
  let [ari, overlap] = [0, 0];
  await withOperations(backend, async (operations) => {
    const uploaded = Object.fromEntries(
      Object.entries(parameters).map(([name, { data, shape }]) => [name, operations.upload(data, shape)] as const),
    );
    for (let n = 0; n < count; n++) {
      const { images, labels } = drawScenes({ count: 1, size: spec.size, shapes, key: key.fold('scenes'), first: n });
      const start = shapesStart(key.fold('starts').fold(n), 1, spec);
      const { end } = runShapes(operations, spec, uploaded, { images, start, steps }, 'none');
      const states = await operations.read(end);
      operations.dispose([end]);
      const found = clusterPoints(states, spec.channels, 1 + largestOf(labels));
      groups.set(found, n * pixels);
      ari += foregroundAri(labels, found);
      overlap += meanBestOverlap(labels, found);
      await onProgress?.(n + 1);
    }
    operations.dispose(Object.values(uploaded));
  });
  return { count, steps, foregroundAri: ari / count, meanBestOverlap: overlap / count, groups };
}
