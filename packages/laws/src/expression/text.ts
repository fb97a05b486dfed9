import { ExpressionSizeError } from '../errors.ts';
import { type Node, postorder } from './expression.ts';
import type { Operation } from './operations.ts';

/** Most nodes that are written out. */
const mostWritten = 20_000;

const signs: Partial<Record<Operation, readonly [sign: string, strength: number]>> = {
  add: [' + ', 1],
  sub: [' - ', 1],
  mul: [' * ', 3],
  div: [' / ', 3],
  pow: ['^', 4],
};

/** How strongly a node's text binds: sums 1, minus 2, products 3, powers 4, all else 5. */
function strengthOf(node: Node): number {
  if (node.operation === 'neg' || (node.operation === 'number' && node.value! < 0)) return 2;
  return signs[node.operation]?.[1] ?? 5;
}

/** The canonical text of a node: a formula that gives the same node again. @throws {ExpressionSizeError} for a huge one. */
export function textOf(root: Node): string {
  if (root.size > mostWritten) throw new ExpressionSizeError('nodes of a text', root.size, mostWritten);
  const texts = new Map<Node, string>();
  for (const node of postorder([root])) texts.set(node, textOfOne(node, texts));
  return texts.get(root)!;
}

function textOfOne(node: Node, texts: ReadonlyMap<Node, string>): string {
  const inside = (arg: Node, least: number): string => {
    const text = texts.get(arg)!;
    return strengthOf(arg) < least ? `(${text})` : text;
  };
  const [a, b, p, q] = node.args as readonly [Node, Node, Node, Node];
  switch (node.operation) {
    case 'number':
      return String(node.value);
    case 'parameter':
    case 'variable':
      return node.name!;
    case 'neg':
      return `-${inside(a, 3)}`;
    case 'less':
    case 'atMost': {
      const sign = node.operation === 'less' ? '<' : '<=';
      return `where(${texts.get(a)} ${sign} ${texts.get(b)}, ${texts.get(p)}, ${texts.get(q)})`;
    }
  }
  const found = signs[node.operation];
  if (found === undefined) return `${node.operation}(${node.args.map((arg) => texts.get(arg)).join(', ')})`;
  const [sign, strength] = found;
  return `${inside(a, strength === 4 ? 5 : strength)}${sign}${inside(b, strength + 1)}`;
}
