import { type Named, named } from '../linear/gradients.ts';
import type { Geometry, Operations, Value } from '../operations/operations.ts';
import type { Connection } from './connection.ts';

/** A convolution as one product of the k x k places around each place with the weights. */
export function convolutionConnection<V extends Value>(
  operations: Operations<V>,
  parameters: Named<V>,
  geometry: Geometry,
  k: number,
): Connection<V> {
  const given = named(parameters, 'connectivity.weight');
  const bias = named(parameters, 'connectivity.bias');
  const [C, from] = given.shape as [number, number];
  // [C, C, k, k] to [k k C, C], rows in the order of `patches`.
  const asImages = operations.reshape(given, [C, from, k * k, 1]);
  const byPart = operations.reshape(operations.toRows(asImages), [C, k * k * from]);
  const forward = operations.transpose(byPart);
  return {
    apply: (x) => ({
      y: operations.product(operations.patches(x, geometry, k), forward, bias),
      saved: {},
    }),
    vjp: (x, _, cotangent, other) => {
      const slopes = operations.crossProduct(cotangent, operations.patches(x, geometry, k));
      const perFilter = operations.reshape(slopes, [C * k * k, from]);
      const weight = operations.fromRows(perFilter, { batch: C, height: k, width: k });
      const back = operations.patchesVjp(geometry, k, operations.product(cotangent, byPart));
      return {
        x: other === undefined ? back : operations.add(other, back),
        gradients: { 'connectivity.weight': weight, 'connectivity.bias': operations.sumRows(cotangent) },
      };
    },
  };
}
