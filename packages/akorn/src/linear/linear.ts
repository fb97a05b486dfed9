import { type Named, named } from '../linear/gradients.ts';
import type { Operations, Value } from '../operations/operations.ts';

/** A 1 x 1 convolution with bias, its weights ready in both orders: x W^T + b. */
export interface Linear<V> {
  /** As it is called in a state dictionary, such as `connectivity.W_o`. */
  readonly name: string;
  /** W, [out, in]. */
  readonly weight: V;
  /** W^T, [in, out]. */
  readonly transposed: V;
  /** b, [out]. */
  readonly bias: V;
}

/** Makes ready the parameters `name.weight` [out, in, 1, 1] and `name.bias` [out]. */
export function linear<V extends Value>(operations: Operations<V>, parameters: Named<V>, name: string): Linear<V> {
  const given = named(parameters, `${name}.weight`);
  const weight = operations.reshape(given, given.shape.slice(0, 2));
  return { name, weight, transposed: operations.transpose(weight), bias: named(parameters, `${name}.bias`) };
}

/** x W^T + b of rows x [R, in]. */
export function applyLinear<V extends Value>(operations: Operations<V>, { transposed, bias }: Linear<V>, x: V): V {
  return operations.product(x, transposed, bias);
}

/** Cotangent of x, plus one that is given, and gradients of weight and bias. */
export function linearVjp<V extends Value>(
  operations: Operations<V>,
  { name, weight, bias }: Linear<V>,
  x: V,
  cotangent: V,
  other?: V,
): { x: V; gradients: Named<V> } {
  const slopes = operations.crossProduct(cotangent, x);
  return {
    x: operations.product(cotangent, weight, other),
    gradients: {
      [`${name}.weight`]: operations.reshape(slopes, [...weight.shape, 1, 1]),
      [`${name}.bias`]: operations.reshape(operations.sumRows(cotangent), bias.shape),
    },
  };
}
