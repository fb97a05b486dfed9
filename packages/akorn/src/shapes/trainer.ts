import { type Backend, type HostArray, RandomKey, ValueError } from '@hkmem/backend';
import { globalNorm } from '@hkmem/training';
import { OscillatorsDivergedError } from '../errors.ts';
import type { HostParameters } from '../layer/initialise.ts';
import { withOperations } from '../operations/operations-for.ts';
import {
  copyOfTraining,
  type HostState,
  type HostTrainingSettings,
  resumedTraining,
  startOfTraining,
  stepOfTraining,
} from '../training/host-training.ts';
import { groupingLoss } from './grouping-loss.ts';
import { drawScenes, type ShapeScenes } from './scene.ts';
import { initialShapes, runShapes, type ShapesSpec, shapesShapes, shapesVjp } from './shapes-model.ts';

/** How a network of shapes is trained. */
export interface ShapesTraining extends HostTrainingSettings {
  /** Fixes first weights, scenes and starts. */
  readonly seed: number;
  /** Updates in all. */
  readonly updates: number;
  /** Scenes of an update, drawn anew for each. */
  readonly batch: number;
  /** T. */
  readonly steps: number;
  /** Fewest and most shapes of a scene. */
  readonly shapes: readonly [fewest: number, most: number];
}

/** What one update did. */
export interface ShapesUpdate {
  /** Updates done with this one. */
  readonly update: number;
  /** `groupingLoss` before it. */
  readonly loss: number;
  /** Global norm of the gradient before clipping. */
  readonly norm: number;
  /** Learning rate after the schedule. */
  readonly rate: number;
}

/** Trains oscillators to say which pixels belong together. Settings and backend fix every number, also when resumed. */
export class ShapesTrainer {
  readonly #backend: Pick<Backend, 'name'>;
  readonly #spec: ShapesSpec;
  readonly #settings: ShapesTraining;
  readonly #key: RandomKey;
  #state: HostState;

  /**
   * Begins anew, or goes on from `state`.
   * @throws {ValueError | ShapeError | UnknownNameError | NonFiniteError} naming the first thing that does not fit.
   */
  constructor(backend: Pick<Backend, 'name'>, spec: ShapesSpec, settings: ShapesTraining, state?: HostState) {
    for (const name of ['updates', 'batch', 'steps'] as const) {
      const value = settings[name];
      if (!(Number.isInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
    }
    this.#backend = backend;
    this.#spec = spec;
    this.#settings = settings;
    this.#key = RandomKey.fromSeed(settings.seed).fold('shapes');
    this.#state =
      state === undefined
        ? startOfTraining(initialShapes(spec, this.#key.fold('parameters')), backend)
        : resumedTraining(state, shapesShapes(spec), backend);
  }

  /** Updates done. */
  get update(): number {
    return this.#state.update;
  }

  /** A copy of all that is needed to go on. */
  get state(): HostState {
    return copyOfTraining(this.#state);
  }

  /** One update. @throws {OscillatorsDivergedError} if loss or gradient are not finite; all is then as before. */
  async step(): Promise<ShapesUpdate> {
    const { batch, steps, shapes } = this.#settings;
    const before = this.#state;
    const key = this.#key.fold('scenes');
    const scenes = drawScenes({ count: batch, size: this.#spec.size, shapes, key, first: before.update * batch });
    const start = shapesStart(this.#key.fold('starts').fold(before.update), batch, this.#spec);
    const { loss, gradients } = await gradientsOf(this.#backend, this.#spec, before.parameters, scenes, start, steps);
    const update = before.update + 1;
    const size = globalNorm(Object.values(gradients));
    if (!(Number.isFinite(loss) && Number.isFinite(size))) throw new OscillatorsDivergedError(update, loss, size);
    const { state, norm, rate } = stepOfTraining(before, this.#settings, gradients);
    this.#state = state;
    return { update, loss, norm, rate };
  }
}

/** Standard normal start of the oscillators of `count` images, [count P, C]. */
export function shapesStart(key: RandomKey, count: number, { size, channels }: ShapesSpec): HostArray {
  return Float32Array.from(key.normal(count * size * size * channels));
}

function gradientsOf(
  backend: Pick<Backend, 'name'>,
  spec: ShapesSpec,
  host: HostParameters,
  scenes: ShapeScenes,
  start: HostArray,
  steps: number,
): Promise<{ readonly loss: number; readonly gradients: Readonly<Record<string, HostArray>> }> {
  const { channels, n } = spec;
  return withOperations(backend, async (operations) => {
    const uploaded = Object.entries(host).map(
      ([name, { data, shape }]) => [name, operations.upload(data, shape)] as const,
    );
    const parameters = Object.fromEntries(uploaded);
    const { end, record } = runShapes(operations, spec, parameters, { images: scenes.images, start, steps });
    const states = await operations.read(end);
    const { loss, gradient } = groupingLoss(states, scenes.labels, { batch: scenes.count, channels, n });
    const cotangent = operations.upload(gradient, end.shape);
    const gradients = shapesVjp(operations, spec, record!, cotangent);
    const names = Object.keys(gradients);
    const arrays = await Promise.all(names.map((name) => operations.read(gradients[name]!)));
    operations.dispose([end, cotangent, ...Object.values(gradients), ...Object.values(parameters)]);
    return { loss, gradients: Object.fromEntries(names.map((name, i) => [name, arrays[i]!])) };
  });
}
