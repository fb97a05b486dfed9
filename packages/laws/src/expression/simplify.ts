import { order } from './coefficient.ts';
import { isNumber, type Node, type NodeMaker } from './expression.ts';
import { binaryFunctions, unaryFunctions } from './functions.ts';
import { sum } from './linear.ts';
import { monomialOf, nodeOf, power, product } from './monomial.ts';
import { type BinaryName, binaryNames, type Operation, type UnaryName, unaryNames } from './operations.ts';

/**
 * What an operation is replaced by, or undefined if it stays as it is. Every rule is an identity of real numbers wherever
 * the operation is defined. Sums and products are put in one order with equal parts together, so that a law has one form
 * however it was written.
 */
export function simplified(maker: NodeMaker, operation: Operation, args: readonly Node[]): Node | undefined {
  const [a, b] = args as readonly [Node, Node];
  switch (operation) {
    case 'add':
      return sum(maker, a, b, 1);
    case 'sub':
      return sum(maker, a, b, -1);
    case 'neg':
      return a.operation === 'add' || a.operation === 'sub'
        ? sum(maker, maker.number(0), a, -1)
        : nodeOf(maker, product(monomialOf(a), { coefficient: { n: -1, d: 1 }, powers: new Map() }));
    case 'mul':
      return nodeOf(maker, product(monomialOf(a), monomialOf(b)));
    case 'div': {
      const below = monomialOf(b);
      return below.coefficient.n === 0 ? undefined : nodeOf(maker, product(monomialOf(a), power(below, -1)));
    }
    case 'pow':
      return simplifiedPower(maker, a, b);
    case 'less':
    case 'atMost':
      return conditional(maker, operation, args);
  }
  const folded = fold(operation, args);
  if (folded !== undefined) return maker.number(folded);
  if (operation === 'min' || operation === 'max') {
    if (a === b) return a;
    if (order(a, b) > 0) return maker.node(operation, b, a);
    return operation === 'max' && isNumber(a, 0) ? maker.node('relu', b) : undefined;
  }
  return unary(maker, operation, a);
}

/** The value of a function of numbers, if it is finite. */
function fold(operation: Operation, args: readonly Node[]): number | undefined {
  if (!args.every((arg) => isNumber(arg))) return undefined;
  const [a, b] = args.map(({ value }) => value!) as [number, number];
  const value = (unaryNames as readonly Operation[]).includes(operation)
    ? unaryFunctions[operation as UnaryName](a)
    : (binaryNames as readonly Operation[]).includes(operation)
      ? binaryFunctions[operation as BinaryName](a, b)
      : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Largest whole power that is taken apart. */
const mostPower = 64;

function simplifiedPower(maker: NodeMaker, a: Node, b: Node): Node | undefined {
  if (!isNumber(b)) return isNumber(a, 1) ? a : undefined;
  const n = b.value!;
  if (n === 0.5) return maker.node('sqrt', a);
  if (Number.isInteger(n) && Math.abs(n) <= mostPower) {
    const inner = monomialOf(a);
    return n < 0 && inner.coefficient.n === 0 ? undefined : nodeOf(maker, power(inner, n));
  }
  const folded = fold('pow', [a, b]);
  return folded === undefined ? undefined : maker.number(folded);
}

const odd: ReadonlySet<Operation> = new Set<Operation>(['tanh', 'sin', 'erf', 'sign']);
const even: ReadonlySet<Operation> = new Set<Operation>(['abs', 'cos', 'logcosh']);
const neverNegative: ReadonlySet<Operation> = new Set<Operation>(['abs', 'relu', 'exp', 'sigmoid', 'softplus', 'step']);

function unary(maker: NodeMaker, operation: Operation, a: Node): Node | undefined {
  const inner = a.args[0];
  if (a.operation === 'neg' && odd.has(operation)) return maker.node('neg', maker.node(operation, inner!));
  if (a.operation === 'neg' && even.has(operation)) return maker.node(operation, inner!);
  if ((operation === 'abs' || operation === 'relu') && neverNegative.has(a.operation)) return a;
  return undefined;
}

function conditional(maker: NodeMaker, operation: Operation, args: readonly Node[]): Node | undefined {
  const [a, b, p, q] = args as readonly [Node, Node, Node, Node];
  if (p === q) return p;
  if (a === b) return operation === 'less' ? q : p;
  if (isNumber(a) && isNumber(b)) return (operation === 'less' ? a.value! < b.value! : a.value! <= b.value!) ? p : q;
  if (operation === 'less' && isNumber(a, 0) && isNumber(q, 0)) {
    if (isNumber(p, 1)) return maker.node('step', b);
    if (p === b) return maker.node('relu', b);
  }
  return undefined;
}
