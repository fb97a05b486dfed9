import { NonFiniteError, ShapeError, UnknownNameError } from '../errors.ts';
import { edgeCount } from './graph.ts';
import type { OscillatorSpec, SystemSpec } from './system-spec.ts';

/** Numbers on the host: float64 from the reference, float32 from the other backends. */
export type HostArray = Float64Array | Float32Array;

/** Parameters by dotted path, each flat and row-major in its shape. */
export type ParameterValues = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Shape of every parameter of a system, by path and in a fixed order:
 * `hopfield.weights` V [N, N] or `hopfield.layers.l` W_l [n_(l+1), n_l]; `hopfield.bias` b [N];
 * `kuramoto.A`, `kuramoto.B` [E_K]; `kuramoto.mlp.weights.l`, `kuramoto.mlp.biases.l`;
 * `kuramoto.omega` O [D, D] of a global or [N, D, D] of a local omega; `coupling.weights` w [E_HK] or `coupling.alpha` [1]; `start.s` [N, D].
 *
 * The two kinds of omega store their free matrices as the files of arXiv 2505.03648 do, with opposite signs. Written for
 * columns, ds_i/dt = ... + Omega_i s_i: `global` acts on rows, s (O - O^T)/2, so Omega = (O^T - O)/2; `local` on columns,
 * Omega_i = (O_i - O_i^T)/2 less the mean of these over the neurons. @hkmem/dynamics makes O from Omega.
 */
export function parameterShapes(spec: SystemSpec): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const { neurons, threshold, oscillators, coupling } = spec;
  if (threshold !== undefined) {
    if (threshold.layers === undefined) shapes.set('hopfield.weights', [neurons, neurons]);
    else {
      threshold.layers.slice(1).forEach((size, l) => {
        shapes.set(`hopfield.layers.${l}`, [size, threshold.layers![l]!]);
      });
    }
    shapes.set('hopfield.bias', [neurons]);
  }
  if (oscillators !== undefined) addOscillatorShapes(shapes, oscillators, neurons);
  if (coupling !== undefined) {
    if (coupling.kind === 'network') shapes.set('coupling.weights', [edgeCount(coupling.graph)]);
    else shapes.set('coupling.alpha', [1]);
  }
  return shapes;
}

/** Widths of the MLP of an interaction, from its one input to its one output. */
export function mlpWidths(oscillators: OscillatorSpec): readonly number[] {
  return [1, ...(oscillators.hidden ?? [10]), 1];
}

function addOscillatorShapes(
  shapes: Map<string, readonly number[]>,
  oscillators: OscillatorSpec,
  neurons: number,
): void {
  const { dimension, interaction, omega } = oscillators;
  const edges = edgeCount(oscillators.graph);
  const perEdge = interaction === 'mlpPerEdge';
  if (!perEdge) shapes.set('kuramoto.A', [edges]);
  if (interaction === 'mlpShared' || perEdge) {
    const widths = mlpWidths(oscillators);
    const lead = perEdge ? [edges] : [];
    for (let l = 1; l < widths.length; l++) {
      shapes.set(`kuramoto.mlp.weights.${l - 1}`, [...lead, widths[l]!, widths[l - 1]!]);
      shapes.set(`kuramoto.mlp.biases.${l - 1}`, [...lead, widths[l]!]);
    }
  } else if (interaction !== 'linear') shapes.set('kuramoto.B', [edges]);
  if (omega === 'global') shapes.set('kuramoto.omega', [dimension, dimension]);
  if (omega === 'local') shapes.set('kuramoto.omega', [neurons, dimension, dimension]);
  if (oscillators.learnedStart === true) shapes.set('start.s', [neurons, dimension]);
}

/** Number of entries of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Shape of one parameter. @throws {UnknownNameError} for a path that the system does not have. */
export function shapeOf(shapes: ReadonlyMap<string, readonly number[]>, path: string): readonly number[] {
  const shape = shapes.get(path);
  if (shape === undefined) throw new UnknownNameError('parameter', path, [...shapes.keys()]);
  return shape;
}

/** @throws {ShapeError | NonFiniteError} naming the array and the first entry that is not finite. */
export function checkValues(what: string, values: ArrayLike<number>, shape: readonly number[]): void {
  if (values.length !== sizeOf(shape)) {
    throw new ShapeError(what, values.length, shape, 'Pass a flat row-major array of that shape.');
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new NonFiniteError(what, i, values[i]!);
  }
}
