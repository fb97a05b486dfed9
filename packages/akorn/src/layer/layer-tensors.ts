import { ShapeError, type Tensor, ValueError } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import { oncePerTape, SecondDerivativeError } from '@hkmem/dynamics';
import { tensorOperations } from '../operations/tensors/tensor-operations.ts';
import { layerVjp, runLayer } from './layer.ts';
import { type LayerSpec, layerShapes } from './layer-spec.ts';

/** What a layer of tensors is run on. */
export interface LayerTensorsInput {
  /** Start of the oscillators, [B, C, H, W]; normalised first. */
  readonly x: Tensor;
  /** Conditional stimulus, [B, C, H, W]. */
  readonly c: Tensor;
  /** gamma, a scalar or [1]. */
  readonly gamma: Tensor;
  /** Parameters by the names of `layerShapes`. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** T. */
  readonly steps: number;
}

/** Tensors that a layer gives; the caller disposes of them. */
export interface LayerTensors {
  /** The states after each step, [T, B, C, H, W]; the last one is the end. */
  readonly states: Tensor;
  /** The energies of each step, of x before it, [T, B]. */
  readonly energies: Tensor;
}

/**
 * T steps of a layer on tfjs's active backend, which `tf.grad` and the like differentiate once with respect to x, c,
 * gamma and the parameters. The pass forward is run again for a gradient, so that nothing is kept when none is asked for.
 * `budget` bounds what that pass keeps, as in `runLayer`.
 * @throws {ValueError | ShapeError} on what does not fit. @throws {SecondDerivativeError} from a gradient of a gradient.
 */
export function layerTensors(spec: LayerSpec, input: LayerTensorsInput, budget?: number): LayerTensors {
  checkInput(spec, input);
  const { x, c, gamma, parameters, steps } = input;
  const { channels: C, height: H, width: W } = spec;
  const [B, names] = [x.shape[0]!, Object.keys(parameters)];
  const operations = tensorOperations(tf.getBackend());
  const size = B * C * H * W;
  const options = { states: true, ...(budget === undefined ? {} : { budget }) };
  const inputOf = ([rows, stimulus, slope, ...values]: readonly tf.Tensor[]) => ({
    x: rows!,
    c: stimulus!,
    gamma: slope!,
    parameters: Object.fromEntries(names.map((name, n) => [name, values[n]!])),
    batch: B,
    steps,
  });
  const run = tf.customGrad((...given: unknown[]) => {
    const save = given.pop() as tf.GradSaveFunc;
    const tensors = given as tf.Tensor[];
    save(tensors);
    const pass = runLayer(operations, spec, inputOf(tensors), { ...options, budget: 'none' });
    const parts = [...pass.states, ...pass.energies].map((part) => tf.reshape(part, [part.size]));
    return {
      value: tf.concat(parts),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
        const { record } = runLayer(operations, spec, inputOf(saved), { ...options, states: false });
        const state = (n: number): tf.Tensor => tf.reshape(tf.slice(dy, [n * size], [size]), [B * H * W, C]);
        const energy = (n: number): tf.Tensor => tf.slice(dy, [steps * size + n * B], [B]);
        const all = Array.from({ length: steps }, (_, n) => n);
        const back = layerVjp(operations, record!, { states: all.map(state), energies: all.map(energy) });
        const gradients = [back.x, back.c, back.gamma, ...names.map((name) => back.parameters[name]!)];
        return gradients.map((gradient) => oncePerTape(gradient, [dy, ...saved], twice));
      },
    };
  });
  return tf.tidy(() => {
    const values = names.map((name) => parameters[name]!);
    const packed = run(operations.toRows(x), operations.toRows(c), tf.reshape(gamma, [1]), ...values);
    const rows = tf.reshape(tf.slice(packed, [0], [steps * size]), [steps * B, H * W, C]);
    const states = tf.reshape(tf.transpose(rows, [0, 2, 1]), [steps, B, C, H, W]);
    return { states, energies: tf.reshape(tf.slice(packed, [steps * size], [steps * B]), [steps, B]) };
  });
}

function twice(): SecondDerivativeError {
  return new SecondDerivativeError('oscillatory layer', 'Take differences of first ones.');
}

function checkInput(spec: LayerSpec, { x, c, parameters, steps }: LayerTensorsInput): void {
  const { channels, height, width } = spec;
  if (!(Number.isInteger(steps) && steps >= 1)) throw new ValueError('steps', steps, 'a whole number from 1');
  const shape = [x.shape[0] ?? 1, channels, height, width];
  for (const [name, tensor] of Object.entries({ x, c })) checkShape(name, tensor.shape, shape);
  for (const [name, expected] of layerShapes(spec)) {
    const given = parameters[name];
    if (given === undefined) throw new ValueError('parameters', `no '${name}'`, 'every parameter of the layer');
    checkShape(`parameter '${name}'`, given.shape, expected);
  }
}

function checkShape(what: string, got: readonly number[], expected: readonly number[]): void {
  if (got.length !== expected.length || got.some((extent, n) => extent !== expected[n])) {
    throw new ShapeError(what, got, expected, 'Images are [B, C, H, W].');
  }
}
