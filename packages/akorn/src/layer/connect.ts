import type { Named } from '../linear/gradients.ts';
import type { Geometry, Operations, Value } from '../operations/operations.ts';
import { attentionConnection } from './attention-connection.ts';
import type { Connection } from './connection.ts';
import { convolutionConnection } from './convolution-connection.ts';
import type { LayerSpec } from './layer-spec.ts';

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
