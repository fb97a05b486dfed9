import { ShapeError, ValueError } from '@hkmem/backend';
import { type Named, named } from '../linear/gradients.ts';
import { applyLinear, linear, linearVjp } from '../linear/linear.ts';
import type { Operations, Value } from '../operations/operations.ts';

/** A read-out by norms, free of rotation: a 1 x 1 convolution to (outputs m) channels, the norm of each m, plus a bias. */
export interface ReadoutSpec {
  /** Channels read. */
  readonly channels: number;
  /** Channels given. */
  readonly outputs: number;
  /** m, channels under one norm. */
  readonly m: number;
}

/** Shapes of its parameters by their names in PyTorch's state dictionary. @throws {ValueError} on sizes below 1. */
export function readoutShapes({ channels, outputs, m }: ReadoutSpec): Map<string, readonly number[]> {
  for (const [name, value] of Object.entries({ channels, outputs, m })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  return new Map([
    ['bias', [outputs]],
    ['invconv.weight', [outputs * m, channels, 1, 1]],
    ['invconv.bias', [outputs * m]],
  ]);
}

/** Outputs [R, outputs] of rows x [R, C]. @throws {ShapeError} if x has other channels. */
export function readNorms<V extends Value>(
  operations: Operations<V>,
  { channels, m }: ReadoutSpec,
  parameters: Named<V>,
  x: V,
): V {
  if (x.shape[1] !== channels)
    throw new ShapeError('channels of a read-out', x.shape[1] ?? 0, channels, 'Use its own.');
  return operations.scope(() => {
    const vectors = applyLinear(operations, linear(operations, parameters, 'invconv'), x);
    return operations.addRow(operations.norms(vectors, m), named(parameters, 'bias'));
  });
}

/** Cotangent of x, and gradients of the parameters. */
export function readNormsVjp<V extends Value>(
  operations: Operations<V>,
  { m }: ReadoutSpec,
  parameters: Named<V>,
  x: V,
  cotangent: V,
): { x: V; gradients: Named<V> } {
  return operations.scope(() => {
    const incoming = linear(operations, parameters, 'invconv');
    const vectors = applyLinear(operations, incoming, x);
    const { x: dx, gradients } = linearVjp(operations, incoming, x, operations.normsVjp(vectors, m, cotangent));
    return { x: dx, gradients: { ...gradients, bias: operations.sumRows(cotangent) } };
  });
}
