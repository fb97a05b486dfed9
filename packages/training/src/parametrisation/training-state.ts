import {
  checkValues,
  type Engine,
  type HostArray,
  type MomentName,
  momentNames,
  type OptimiserRule,
  shapeOf,
  sizeOf,
  ValueError,
} from '@hkmem/backend';

/** A flat row-major array with its shape. */
export interface ShapedArray {
  /** Extents, outermost first. */
  readonly shape: readonly number[];
  /** Entries, row by row. */
  readonly data: HostArray;
}

/** All that a training needs to go on: with the same settings and source it goes on as if it had not stopped. */
export interface TrainingState {
  /** Updates done. */
  readonly update: number;
  /** Every parameter of the system, by path. */
  readonly parameters: Readonly<Record<string, ShapedArray>>;
  /** Running means of the trained parameters, by `path/first` and, for Adam, `path/second`; of factors, by theirs. */
  readonly moments: Readonly<Record<string, ShapedArray>>;
  /** Of a low-rank correction: its factors `low-rank.U` [N, r] and `low-rank.c` [r], in float64. */
  readonly factors?: Readonly<Record<string, ShapedArray>>;
}

/** What a training changes, by the paths it trains and the kind of optimiser. */
export interface TrainedPart {
  readonly paths: readonly string[];
  readonly kind: OptimiserRule['kind'];
}

/** Reads parameters, those of `parameters` only, and the running means of the trained ones. */
export async function readTrainingState(
  engine: Engine,
  trained: TrainedPart,
  update: number,
  parameters: Iterable<string> = engine.shapes.keys(),
): Promise<TrainingState> {
  const shaped = async (path: string, key: string, data: Promise<HostArray>): Promise<[string, ShapedArray]> => {
    return [key, { shape: shapeOf(engine.shapes, path), data: await data }];
  };
  // All are asked for at once, so that a device is waited for once.
  const [values, means] = await Promise.all([
    Promise.all([...parameters].map((path) => shaped(path, path, engine.readParameter(path)))),
    Promise.all(
      [...momentsOf(trained)].map(([path, moment]) => {
        return shaped(path, `${path}/${moment}`, engine.readMoment(path, moment));
      }),
    ),
  ]);
  return { update, parameters: Object.fromEntries(values), moments: Object.fromEntries(means) };
}

/**
 * Writes the parameters of a state, and the running means of the trained ones, which are 0 where the state has none.
 * @throws {ValueError | ShapeError | NonFiniteError | UnknownNameError} before anything is changed.
 */
export function writeTrainingState(engine: Engine, trained: TrainedPart, state: TrainingState): void {
  const { update, parameters, moments } = state;
  if (!(Number.isSafeInteger(update) && update >= 0)) {
    throw new ValueError('update of a training state', update, 'a whole number from 0');
  }
  for (const [path, { data }] of Object.entries(parameters)) {
    checkValues(`parameter '${path}'`, data, shapeOf(engine.shapes, path));
  }
  for (const [path, moment] of momentsOf(trained)) {
    const key = `${path}/${moment}`;
    if (moments[key] !== undefined) {
      checkValues(`running mean '${key}'`, moments[key].data, shapeOf(engine.shapes, path));
    }
  }
  for (const [path, { data }] of Object.entries(parameters)) engine.writeParameter(path, data);
  for (const [path, moment] of momentsOf(trained)) {
    const zeros = (): Float32Array => new Float32Array(sizeOf(shapeOf(engine.shapes, path)));
    engine.writeMoment(path, moment, moments[`${path}/${moment}`]?.data ?? zeros());
  }
}

function* momentsOf({ paths, kind }: TrainedPart): Generator<readonly [path: string, moment: MomentName]> {
  for (const path of paths) for (const moment of momentNames(kind)) yield [path, moment];
}
