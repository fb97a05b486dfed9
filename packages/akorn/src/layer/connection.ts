import type { Geometry, Operations, Value } from '../operations/operations.ts';
import { attentionConnection } from './attention-connection.ts';
import { convolutionConnection } from './convolution-connection.ts';
import type { Named } from './gradients.ts';
import type { LayerSpec } from './layer-spec.ts';

/** J, with its parameters made ready for many steps. */
export interface Connection<V> {
  /** J x [R, C], and what its reverse pass needs besides x. */
  apply(x: V): { readonly y: V; readonly saved: Named<V> };
  /** Cotangent of x, and gradients of J's parameters by name. */
  vjp(x: V, saved: Named<V>, cotangent: V): { readonly x: V; readonly gradients: Named<V> };
}

/** J of a layer. */
export function connection<V extends Value>(
  operations: Operations<V>,
  { connectivity }: LayerSpec,
  parameters: Named<V>,
  geometry: Geometry,
): Connection<V> {
  return connectivity.kind === 'convolution'
    ? convolutionConnection(operations, parameters, geometry, connectivity.kernel)
    : attentionConnection(operations, parameters, geometry, connectivity);
}
