import { attentionConnection } from '../layer/attention-connection.ts';
import type { Connection } from '../layer/connection.ts';
import { addGradients, type Named, named } from '../linear/gradients.ts';
import type { Geometry, Operations, Value } from '../operations/operations.ts';

/** What a pass of iterated attention keeps. */
export interface IteratedRecord<V> {
  /** x before each step. */
  readonly starts: readonly V[];
  readonly geometry: Geometry;
  readonly heads: number;
}

/**
 * The comparison without oscillators (ItrSA): x <- x + J (s z + b), T times, z = x with mean 0 and variance 1 over the
 * channels of each place, s and b learned (`norm`), J the attention with GTA of the oscillatory layer.
 */
export function iterateAttention<V extends Value>(
  operations: Operations<V>,
  parameters: Named<V>,
  start: V,
  geometry: Geometry,
  heads: number,
  steps: number,
): { end: V; record: IteratedRecord<V> } {
  return operations.scope(() => {
    const J = attentionConnection(operations, parameters, geometry, { heads, gta: true });
    const starts: V[] = [];
    let x = operations.scale(start, 1);
    for (let step = 0; step < steps; step++) {
      starts.push(x);
      x = operations.scope(() => operations.add(x, J.apply(scaled(operations, parameters, x).input).y));
    }
    return { end: x, record: { starts, geometry, heads } };
  });
}

/** Cotangent of the start and gradients of the parameters; frees the record. Each step is computed again. */
export function iterateAttentionVjp<V extends Value>(
  operations: Operations<V>,
  parameters: Named<V>,
  { starts, geometry, heads }: IteratedRecord<V>,
  cotangent: V,
): { x: V; gradients: Named<V> } {
  const result = operations.scope(() => {
    const J = attentionConnection(operations, parameters, geometry, { heads, gta: true });
    let back: { x: V; gradients: Named<V> } = { x: operations.scale(cotangent, 1), gradients: {} };
    for (const x of starts.toReversed()) {
      const after = back;
      back = operations.scope(() => stepBack(operations, parameters, J, x, after));
      operations.dispose([after.x, ...Object.values(after.gradients)]);
    }
    return back;
  });
  operations.dispose(starts);
  return result;
}

function stepBack<V extends Value>(
  operations: Operations<V>,
  parameters: Named<V>,
  J: Connection<V>,
  x: V,
  after: { x: V; gradients: Named<V> },
): { x: V; gradients: Named<V> } {
  const { standard, input } = scaled(operations, parameters, x);
  const through = J.vjp(input, J.apply(input).saved, after.x);
  const gradients = {
    ...through.gradients,
    'norm.weight': operations.sumRows(operations.multiply(standard, through.x)),
    'norm.bias': operations.sumRows(through.x),
  };
  const slopes = operations.multiplyRow(through.x, named(parameters, 'norm.weight'));
  const [rows, channels] = x.shape as [number, number];
  return {
    x: operations.add(after.x, operations.standardiseVjp(x, channels, rows, slopes)),
    gradients: addGradients(operations, after.gradients, gradients),
  };
}

function scaled<V extends Value>(operations: Operations<V>, parameters: Named<V>, x: V): { standard: V; input: V } {
  const [rows, channels] = x.shape as [number, number];
  const standard = operations.standardise(x, channels, rows);
  const weighted = operations.multiplyRow(standard, named(parameters, 'norm.weight'));
  return { standard, input: operations.addRow(weighted, named(parameters, 'norm.bias')) };
}
