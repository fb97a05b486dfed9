import { addGradients, type Named } from '../linear/gradients.ts';
import { applyLinear, linear, linearVjp } from '../linear/linear.ts';
import type { Operations, Value } from '../operations/operations.ts';
import { headNames } from './sudoku-spec.ts';

/** r + second(relu(first(relu(r)))), then last(relu(.)), of rows r [R, C]. */
export function applyHead<V extends Value>(operations: Operations<V>, parameters: Named<V>, r: V): V {
  return operations.scope(() => parts(operations, parameters, r).out);
}

/** Cotangent of r, and gradients of the parameters. */
export function headVjp<V extends Value>(
  operations: Operations<V>,
  parameters: Named<V>,
  r: V,
  cotangent: V,
): { x: V; gradients: Named<V> } {
  return operations.scope(() => {
    const { first, second, last, open, middle, inner, sum, opened } = parts(operations, parameters, r);
    const out = linearVjp(operations, last, opened, cotangent);
    const dSum = operations.reluVjp(sum, out.x);
    const back = linearVjp(operations, second, inner, dSum);
    const front = linearVjp(operations, first, open, operations.reluVjp(middle, back.x));
    const gradients = addGradients(operations, out.gradients, { ...back.gradients, ...front.gradients });
    return { x: operations.add(dSum, operations.reluVjp(r, front.x)), gradients };
  });
}

function parts<V extends Value>(operations: Operations<V>, parameters: Named<V>, r: V) {
  const [first, second, last] = headNames.map((name) => linear(operations, parameters, name)) as [
    ReturnType<typeof linear<V>>,
    ReturnType<typeof linear<V>>,
    ReturnType<typeof linear<V>>,
  ];
  const open = operations.relu(r);
  const middle = applyLinear(operations, first, open);
  const inner = operations.relu(middle);
  const sum = operations.add(r, applyLinear(operations, second, inner));
  const opened = operations.relu(sum);
  return { first, second, last, open, middle, inner, sum, opened, out: applyLinear(operations, last, opened) };
}
