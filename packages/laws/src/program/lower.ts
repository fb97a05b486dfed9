import type { Arena } from '../expression/arena.ts';
import { geluTanh } from '../expression/derivative.ts';
import { isNumber, type Node, postorder } from '../expression/expression.ts';
import { errorFunction, wave } from './float32-functions.ts';

/** What a target computes with: float64 has sin, cos, erf and powers of its own, float32 gets them from arithmetic. */
export type Target = 'float64' | 'float32';

/**
 * The same values in operations that a target has: gelu is written out, whole powers become products, division by a
 * number whose inverse is exact becomes a product; for float32 also sin, cos, erf and all other powers.
 */
export function lowered(arena: Arena, roots: readonly Node[], target: Target): readonly Node[] {
  const made = new Map<Node, Node>();
  for (const node of postorder(roots)) {
    made.set(
      node,
      loweredOne(
        arena,
        node,
        node.args.map((arg) => made.get(arg)!),
        target,
      ),
    );
  }
  return roots.map((root) => made.get(root)!);
}

function loweredOne(arena: Arena, node: Node, args: readonly Node[], target: Target): Node {
  const [a, b] = args as readonly [Node, Node];
  const make = arena.raw.bind(arena);
  switch (node.operation) {
    case 'number':
    case 'parameter':
    case 'variable':
      return node;
    case 'gelu': {
      const onePlus = make('add', arena.number(1), lowered(arena, [geluTanh(arena, a)], target)[0]!);
      return make('mul', make('mul', arena.number(0.5), a), onePlus);
    }
    case 'div':
      return isNumber(b) && isPowerOfTwo(b.value!) ? make('mul', arena.number(1 / b.value!), a) : make('div', a, b);
    case 'pow':
      return power(arena, a, b, target);
    case 'sin':
    case 'cos':
      if (target === 'float32') return wave(arena, node.operation, a);
      break;
    case 'erf':
      if (target === 'float32') return errorFunction(arena, a);
      break;
  }
  return make(node.operation, ...args);
}

function isPowerOfTwo(value: number): boolean {
  return value !== 0 && Number.isInteger(Math.log2(Math.abs(value))) && Math.fround(1 / value) === 1 / value;
}

/** Most factors of a power that is written as products. */
const mostFactors = 64;

function power(arena: Arena, a: Node, b: Node, target: Target): Node {
  const n = isNumber(b) ? b.value! : Number.NaN;
  const make = arena.raw.bind(arena);
  if (Number.isInteger(n) && n >= 1 && n <= mostFactors) return product(arena, a, n);
  const whole = Math.floor(n);
  if (n - whole === 0.5 && whole >= 1 && whole <= mostFactors) {
    return make('mul', product(arena, a, whole), make('sqrt', a));
  }
  if (target === 'float64') return make('pow', a, b);
  return make('exp', make('mul', b, make('log', a)));
}

/** a^n by squares. */
function product(arena: Arena, a: Node, n: number): Node {
  let [square, left] = [a, n];
  let result: Node | undefined;
  while (left > 0) {
    if (left % 2 === 1) result = result === undefined ? square : arena.raw('mul', result, square);
    left = Math.floor(left / 2);
    if (left > 0) square = arena.raw('mul', square, square);
  }
  return result!;
}
