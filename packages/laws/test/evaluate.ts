import { type Expression, postorder } from '../src/expression/expression.ts';
import { binaryFunctions, unaryFunctions } from '../src/expression/functions.ts';
import type { BinaryName, UnaryName } from '../src/expression/operations.ts';

/** The value of an expression, node by node, nothing simplified or shared: what programs are compared with. */
export function evaluate(expression: Expression, inputs: Readonly<Record<string, number>>): number {
  const found = new Map<Expression, number>();
  for (const node of postorder([expression]))
    found.set(
      node,
      valueOfOne(
        node,
        node.args.map((arg) => found.get(arg)!),
        inputs,
      ),
    );
  return found.get(expression)!;
}

function valueOfOne(node: Expression, args: readonly number[], inputs: Readonly<Record<string, number>>): number {
  const [a, b, p, q] = args as readonly [number, number, number, number];
  if (node.operation === 'number') return node.value!;
  if (node.name !== undefined) return inputs[node.name]!;
  if (node.operation === 'less') return a < b ? p : q;
  if (node.operation === 'atMost') return a <= b ? p : q;
  if (args.length === 1) return unaryFunctions[node.operation as UnaryName](a);
  return binaryFunctions[node.operation as BinaryName](a, b);
}
