import { type Coefficient, order, plus, times } from './coefficient.ts';
import { isNumber, type Node, type NodeMaker } from './expression.ts';
import { monomialOf, nodeOf } from './monomial.ts';

/** A sum of multiples of other nodes; a plain number is a multiple of the number 1. */
type Terms = Map<Node, Coefficient>;

/** a + b, or a - b if `sign` is -1: equal terms put together, in order, those that are taken off last. */
export function sum(maker: NodeMaker, a: Node, b: Node, sign: 1 | -1): Node {
  const terms: Terms = new Map();
  collect(maker, terms, a, 1);
  collect(maker, terms, b, sign);
  const sorted = [...terms].filter(([, { n }]) => n !== 0).sort(([p], [q]) => order(p, q));
  const [first] = sorted;
  if (first === undefined) return maker.number(0);
  if (sorted.length === 1) return scaled(maker, first[0], first[1]);
  const { n, d } = first[1];
  const alike = sorted.every(([, each]) => each.d === d && Math.abs(each.n) === Math.abs(n));
  if (!alike || (Math.abs(n) === 1 && d === 1)) return joined(maker, sorted);
  const content = { n: Math.abs(n), d };
  const units = sorted.map(([node, each]) => [node, { n: Math.sign(each.n), d: 1 }] as const);
  return scaled(maker, joined(maker, units), content);
}

function collect(maker: NodeMaker, terms: Terms, node: Node, sign: 1 | -1): void {
  const stack: { node: Node; sign: 1 | -1 }[] = [{ node, sign }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { operation, args } = top.node;
    const turned = top.sign === 1 ? -1 : 1;
    if (operation === 'neg') stack.push({ node: args[0]!, sign: turned });
    else if (operation === 'add' || operation === 'sub') {
      stack.push({ node: args[0]!, sign: top.sign }, { node: args[1]!, sign: operation === 'add' ? top.sign : turned });
    } else {
      const { coefficient, powers } = monomialOf(top.node);
      const body = nodeOf(maker, { coefficient: { n: 1, d: 1 }, powers });
      const added = times(coefficient, { n: top.sign, d: 1 });
      const before = terms.get(body);
      terms.set(body, before === undefined ? added : plus(before, added));
    }
  }
}

function scaled(maker: NodeMaker, body: Node, coefficient: Coefficient): Node {
  const { coefficient: own, powers } = monomialOf(body);
  return nodeOf(maker, { coefficient: times(own, coefficient), powers });
}

type Term = readonly [node: Node, coefficient: Coefficient];

function joined(maker: NodeMaker, sorted: readonly Term[]): Node {
  const positive = sorted.filter(([, { n }]) => n > 0);
  const negative = sorted.filter(([, { n }]) => n < 0);
  const part = ([node, { n, d }]: Term): Node => scaled(maker, node, { n: Math.abs(n), d });
  if (positive.length === 0) {
    const added = negative.map(part).reduce((made, each) => maker.raw('add', made, each));
    return isNumber(added) ? maker.number(-added.value!) : maker.raw('neg', added);
  }
  const added = positive.map(part).reduce((made, each) => maker.raw('add', made, each));
  return negative.map(part).reduce((made, each) => maker.raw('sub', made, each), added);
}
