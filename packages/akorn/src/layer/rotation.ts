import { type Named, named } from '../linear/gradients.ts';
import type { Operations, Value } from '../operations/operations.ts';
import type { LayerSpec } from './layer-spec.ts';

const name = 'omg.omg_param';

/** w of each consecutive pair of channels, [C/2]: the norm of a 2-vector of parameters. Undefined without a rotation. */
export function rotationRates<V extends Value>(
  operations: Operations<V>,
  { rotation, channels }: LayerSpec,
  parameters: Named<V>,
): V | undefined {
  if (rotation === 'none' || rotation === 'identity') return undefined;
  const rates = operations.norms(vectors(operations, parameters), 2);
  if (rotation === 'perPair') return operations.reshape(rates, [channels / 2]);
  const ones = operations.upload(new Float64Array(channels / 2).fill(1), [1, channels / 2]);
  return operations.reshape(operations.product(rates, ones), [channels / 2]);
}

/** The gradient of the parameters from that of the rates. */
export function rotationRatesVjp<V extends Value>(
  operations: Operations<V>,
  { rotation, channels }: LayerSpec,
  parameters: Named<V>,
  cotangent: V | undefined,
): Named<V> {
  if (cotangent === undefined) return {};
  const perPair = operations.reshape(cotangent, [channels / 2, 1]);
  const slopes = rotation === 'perPair' ? perPair : operations.reshape(operations.sumRows(perPair), [1, 1]);
  const back = operations.normsVjp(vectors(operations, parameters), 2, slopes);
  return { [name]: operations.reshape(back, named(parameters, name).shape) };
}

function vectors<V extends Value>(operations: Operations<V>, parameters: Named<V>): V {
  const given = named(parameters, name);
  return operations.reshape(given, [given.shape.length === 1 ? 1 : given.shape[0]!, 2]);
}
