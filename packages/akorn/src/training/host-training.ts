import { type Backend, type HostArray, ValueError } from '@hkmem/backend';
import {
  clipFactor,
  globalNorm,
  moveMean,
  type OptimiserSettings,
  optimiseOnHost,
  scheduleFactor,
  type WeightMeanSettings,
} from '@hkmem/training';
import type { HostParameters } from '../layer/initialise.ts';
import { checkParameters } from '../layer/run-oscillators.ts';
import { precisionOf } from '../operations/operations-for.ts';

/** All that a training needs to go on. Arrays are float32, or float64 on `cpu`. */
export interface HostState {
  /** Updates done. */
  readonly update: number;
  /** The weights. */
  readonly parameters: HostParameters;
  /** Running means of gradients. */
  readonly first: HostParameters;
  /** Running means of squares of gradients. */
  readonly second: HostParameters;
  /** The running mean of the weights, which is what is evaluated. */
  readonly mean: HostParameters;
}

/** How weights change. */
export interface HostTrainingSettings {
  /** Adam or Lion with their schedule. */
  readonly optimiser: OptimiserSettings;
  /** Largest global norm of a gradient. */
  readonly clip: number;
  /** The mean of weights that is evaluated. */
  readonly mean: WeightMeanSettings;
}

/** The beginning of a training with these weights: no update done, no moments yet, the running mean the weights themselves. */
export function startOfTraining(parameters: HostParameters, backend: Pick<Backend, 'name'>): HostState {
  const own = stored(parameters, backend);
  return { update: 0, parameters: own, first: zerosLike(own), second: zerosLike(own), mean: stored(own, backend) };
}

/**
 * A state that was given, in arrays of a training's own.
 * @throws {ValueError | ShapeError | UnknownNameError | NonFiniteError} naming the first thing that does not fit `shapes`.
 */
export function resumedTraining(
  { update, parameters, first, second, mean }: HostState,
  shapes: ReadonlyMap<string, readonly number[]>,
  backend: Pick<Backend, 'name'>,
): HostState {
  if (!(Number.isSafeInteger(update) && update >= 0)) {
    throw new ValueError('update of a training', update, 'a whole number from 0');
  }
  for (const part of [parameters, first, second, mean]) checkParameters(shapes, part, 'refused');
  return {
    update,
    parameters: stored(parameters, backend),
    first: stored(first, backend),
    second: stored(second, backend),
    mean: stored(mean, backend),
  };
}

/** A copy of a state. */
export function copyOfTraining({ update, parameters, first, second, mean }: HostState): HostState {
  return { update, parameters: copied(parameters), first: copied(first), second: copied(second), mean: copied(mean) };
}

/** Norm of a gradient, and the rate after the schedule. */
export interface HostUpdate {
  /** Global norm of the gradient before clipping. */
  readonly norm: number;
  /** Learning rate after the schedule. */
  readonly rate: number;
}

/** Takes a step with a gradient of finite norm, in place, and returns the state after it. */
export function stepOfTraining(
  state: HostState,
  { optimiser, clip, mean }: HostTrainingSettings,
  gradients: Readonly<Record<string, HostArray>>,
): { readonly state: HostState } & HostUpdate {
  const norm = globalNorm(Object.values(gradients));
  const factor = clipFactor(norm, clip);
  const { update } = state;
  for (const [name, { data: values }] of Object.entries(state.parameters)) {
    const [first, second] = [state.first[name]!.data, state.second[name]!.data];
    optimiseOnHost(optimiser, name, update, { values, first, second }, gradients[name]!, factor);
    moveMean(mean, update + 1, state.mean[name]!.data, values);
  }
  const rate = optimiser.rate * scheduleFactor(optimiser.schedule, update);
  return { state: { ...state, update: update + 1 }, norm, rate };
}

/** Arrays in the format of a backend, free of those given. */
function stored(parameters: HostParameters, backend: Pick<Backend, 'name'>): HostParameters {
  const double = precisionOf(backend) === 'float64';
  return mapped(parameters, (data) => (double ? Float64Array.from(data) : Float32Array.from(data)));
}

function copied(parameters: HostParameters): HostParameters {
  return mapped(parameters, (data) => data.slice());
}

function zerosLike(parameters: HostParameters): HostParameters {
  return mapped(parameters, (data) => data.slice().fill(0));
}

function mapped(parameters: HostParameters, change: (data: HostArray) => HostArray): HostParameters {
  const entries = Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: change(data) }]);
  return Object.fromEntries(entries) as HostParameters;
}
