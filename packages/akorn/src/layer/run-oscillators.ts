import { type Backend, checkValues, type HostArray, ShapeError, ValueError } from '@hkmem/backend';
import type { Operations, Value } from '../operations/operations.ts';
import { withOperations } from '../operations/operations-for.ts';
import type { HostParameters } from './initialise.ts';
import { runLayer } from './layer.ts';
import { type LayerSpec, layerShapes } from './layer-spec.ts';

/** What a layer is run on; images are [B, C, H, W], flat and row-major. */
export interface HostInput {
  /** Start of the oscillators; normalised first. */
  readonly x: ArrayLike<number>;
  /** Conditional stimulus. */
  readonly c: ArrayLike<number>;
  /** T. */
  readonly steps: number;
  /** gamma; 1 if absent. */
  readonly gamma?: number;
  /** Whether the states after each step are read; only the last one if not. */
  readonly everyState?: boolean;
}

/** What a layer gives. */
export interface HostOutput {
  /** B. */
  readonly batch: number;
  /** The states after each step, or the last one alone, [B, C, H, W] each. */
  readonly states: readonly HostArray[];
  /** [B] for each step, of x before it: - sum of x.y. */
  readonly energies: readonly HostArray[];
}

/**
 * Runs a layer of oscillatory neurons on a backend, arrays in and arrays out.
 * @throws {ValueError | ShapeError | NonFiniteError} naming what does not fit, before anything is computed.
 */
export async function runOscillators(
  backend: Pick<Backend, 'name'>,
  spec: LayerSpec,
  parameters: HostParameters,
  input: HostInput,
): Promise<HostOutput> {
  checkParameters(layerShapes(spec), parameters);
  const size = spec.channels * spec.height * spec.width;
  const batch = input.x.length / size;
  if (!(Number.isInteger(batch) && batch >= 1)) {
    throw new ShapeError('x', input.x.length, size * Math.max(1, Math.round(batch)), 'Give C H W numbers a sample.');
  }
  if (!(Number.isInteger(input.steps) && input.steps >= 1)) {
    throw new ValueError('steps', input.steps, 'a whole number from 1');
  }
  const shape = [batch, spec.channels, spec.height, spec.width];
  for (const name of ['x', 'c'] as const) checkValues(name, input[name], shape);
  return withOperations(backend, (operations) => run(operations, spec, parameters, input, batch));
}

/** @throws {ValueError | ShapeError | NonFiniteError} unless every parameter is there, in its shape. */
export function checkParameters(
  shapes: ReadonlyMap<string, readonly number[]>,
  parameters: HostParameters,
  others: 'refused' | 'ignored' = 'ignored',
): void {
  for (const [name, shape] of shapes) {
    const given = parameters[name];
    if (given === undefined) throw new ValueError('parameters', `no '${name}'`, [...shapes.keys()].join(', '));
    if (given.shape.join() !== shape.join()) {
      throw new ShapeError(`parameter '${name}'`, given.shape, shape, 'Load it into a layer of its own configuration.');
    }
    checkValues(`parameter '${name}'`, given.data, shape);
  }
  const unknown = Object.keys(parameters).find((name) => !shapes.has(name));
  if (others === 'refused' && unknown !== undefined) {
    throw new ValueError('parameters', `'${unknown}'`, [...shapes.keys()].join(', '));
  }
}

async function run<V extends Value>(
  operations: Operations<V>,
  spec: LayerSpec,
  parameters: HostParameters,
  { x, c, steps, gamma = 1, everyState = false }: HostInput,
  batch: number,
): Promise<HostOutput> {
  const geometry = { batch, height: spec.height, width: spec.width };
  const shape = [batch, spec.channels, spec.height, spec.width];
  const { states, energies } = operations.scope(() => {
    const rows = (values: ArrayLike<number>): V => operations.toRows(operations.upload(values, shape));
    const values = Object.entries(parameters).map(([name, { data, shape }]) => {
      return [name, operations.upload(data, shape)] as const;
    });
    const input = {
      x: rows(x),
      c: rows(c),
      gamma: operations.upload([gamma], [1]),
      parameters: Object.fromEntries(values),
      batch,
      steps,
    };
    const pass = runLayer(operations, spec, input, { budget: 'none', states: everyState });
    const shown = everyState ? pass.states : [pass.end];
    return { states: shown.map((state) => operations.fromRows(state, geometry)), energies: pass.energies };
  });
  try {
    const read = (values: readonly V[]): Promise<HostArray[]> => Promise.all(values.map(operations.read));
    return { batch, states: await read(states), energies: await read(energies) };
  } finally {
    operations.dispose([...states, ...energies]);
  }
}
