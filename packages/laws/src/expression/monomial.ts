import { type Coefficient, coefficient, one, order, raised, times } from './coefficient.ts';
import { isNumber, type Node, type NodeMaker } from './expression.ts';

/** A product of a number and whole powers of other nodes. */
export interface Monomial {
  readonly coefficient: Coefficient;
  /** Powers by node, none of them 0. */
  readonly powers: ReadonlyMap<Node, number>;
}

/** Most that a whole power may be for products to be taken apart. */
const mostPower = 64;

/** A node as a monomial; the node itself to the first power if it is no product. */
export function monomialOf(node: Node): Monomial {
  const [a, b] = node.args as readonly [Node, Node];
  switch (node.operation) {
    case 'number':
      return { coefficient: coefficient(node.value!), powers: new Map() };
    case 'neg':
      return product(monomialOf(a), { coefficient: { n: -1, d: 1 }, powers: new Map() });
    case 'mul':
      return product(monomialOf(a), monomialOf(b));
    case 'div': {
      const below = monomialOf(b);
      if (below.coefficient.n !== 0) return product(monomialOf(a), power(below, -1));
      break;
    }
    case 'pow': {
      const n = isNumber(b) ? b.value! : Number.NaN;
      const inner = monomialOf(a);
      if (Number.isInteger(n) && Math.abs(n) <= mostPower && (n >= 0 || inner.coefficient.n !== 0))
        return power(inner, n);
    }
  }
  return { coefficient: one, powers: new Map([[node, 1]]) };
}

/** The product of two. */
export function product(a: Monomial, b: Monomial): Monomial {
  const powers = new Map(a.powers);
  for (const [node, n] of b.powers) {
    const sum = (powers.get(node) ?? 0) + n;
    if (sum === 0) powers.delete(node);
    else powers.set(node, sum);
  }
  return { coefficient: times(a.coefficient, b.coefficient), powers };
}

/** The n-th power. */
export function power(a: Monomial, n: number): Monomial {
  const powers = [...a.powers].map(([node, k]) => [node, k * n] as const).filter(([, k]) => k !== 0);
  return { coefficient: raised(a.coefficient, n), powers: new Map(powers) };
}

/** The node of a monomial: a number, then factors in order, over a number and factors. */
export function nodeOf(maker: NodeMaker, monomial: Monomial): Node {
  const opened = withoutRoots(monomial);
  const { n, d } = opened.coefficient;
  if (n === 0) return maker.number(0);
  if (opened.powers.size === 0) return maker.number(n / d);
  const powers = [...tidied(maker, opened.powers)].sort(([a], [b]) => order(a, b));
  const factors = (sign: number): readonly Node[] =>
    powers.filter(([, k]) => k * sign > 0).map(([node, k]) => raisedNode(maker, node, Math.abs(k)));
  const above = chain(maker, Math.abs(n), factors(1));
  const below = d === 1 && powers.every(([, k]) => k > 0) ? undefined : chain(maker, d, factors(-1));
  const positive = below === undefined ? above : maker.raw('div', above, below);
  return n > 0 ? positive : maker.raw('neg', positive);
}

function raisedNode(maker: NodeMaker, node: Node, n: number): Node {
  return n === 1 ? node : maker.raw('pow', node, maker.number(n));
}

function chain(maker: NodeMaker, value: number, factors: readonly Node[]): Node {
  const start = value === 1 && factors.length > 0 ? [] : [maker.number(value)];
  return [...start, ...factors].reduce((made, factor) => maker.raw('mul', made, factor));
}

/** Even powers of roots and absolute values as powers of what stands in them. */
function withoutRoots(monomial: Monomial): Monomial {
  let made = monomial;
  for (const [node, n] of monomial.powers) {
    if ((node.operation !== 'sqrt' && node.operation !== 'abs') || n % 2 !== 0) continue;
    const inner = monomialOf(node.args[0]!);
    if (inner.coefficient.n === 0) continue;
    const rest = { coefficient: made.coefficient, powers: new Map([...made.powers].filter(([each]) => each !== node)) };
    made = product(rest, power(inner, node.operation === 'sqrt' ? n / 2 : n));
  }
  return made;
}

/** Powers of step, sign and relu put together where one of them says the same alone. */
function tidied(maker: NodeMaker, powers: ReadonlyMap<Node, number>): ReadonlyMap<Node, number> {
  const made = new Map(powers);
  const add = (node: Node, n: number): void => {
    const sum = (made.get(node) ?? 0) + n;
    if (sum === 0) made.delete(node);
    else made.set(node, sum);
  };
  for (const [node, n] of powers) {
    const inner = node.args[0];
    if (node.operation === 'step' && n > 0) {
      const relu = maker.node('relu', inner!);
      if ((powers.get(relu) ?? 0) > 0) made.delete(node);
      else made.set(node, 1);
    } else if (node.operation === 'sign' && n === 1 && (powers.get(inner!) ?? 0) > 0) {
      made.delete(node);
      add(inner!, -1);
      add(maker.node('abs', inner!), 1);
    }
  }
  return made;
}
