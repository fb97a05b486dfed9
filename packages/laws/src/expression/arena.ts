import { ExpressionSizeError } from '../errors.ts';
import { type Expression, type Node, type NodeMaker, postorder } from './expression.ts';
import type { Operation } from './operations.ts';
import { simplified } from './simplify.ts';

/** Most nodes of a formula written out, its depth, and most nodes of an arena with all that is derived in it. */
export const limits = { size: 2000, depth: 200, nodes: 20_000 } as const;

/**
 * Where the expressions of one law live: makes simplified nodes, each once. What a node is never depends on the order in
 * which others were made.
 */
export class Arena implements NodeMaker {
  readonly #nodes = new Map<string, Node>();

  /** A finite number; -0 is 0. */
  number(value: number): Node {
    return this.#intern('number', [], value === 0 ? 0 : value);
  }

  /** A parameter of the law. */
  parameter(name: string): Node {
    return this.#intern('parameter', [], undefined, name);
  }

  /** A variable of the law. */
  variable(name: string): Node {
    return this.#intern('variable', [], undefined, name);
  }

  /** The simplest form that the rules find for an operation. @throws {ExpressionSizeError} when the arena is full. */
  node(operation: Operation, ...args: readonly Node[]): Node {
    return simplified(this, operation, args) ?? this.#intern(operation, args);
  }

  /** The operation as it is, for emitters that need a certain order of operations. */
  raw(operation: Operation, ...args: readonly Node[]): Node {
    return this.#intern(operation, args);
  }

  /** The same expression with equal parts shared, simplified. @throws {ExpressionSizeError} beyond the limits. */
  import(expression: Expression): Node {
    const made = new Map<Expression, Node>();
    const sizes = new Map<Expression, readonly [size: number, depth: number]>();
    for (const each of postorder([expression])) {
      checkSize(each, sizes);
      made.set(
        each,
        this.rebuilt(each, (arg) => made.get(arg)!),
      );
    }
    return made.get(expression)!;
  }

  /** `node` with other arguments. */
  rebuilt<T extends Expression>(node: T, argument: (arg: T) => Node): Node {
    if (node.operation === 'number') return this.number(node.value!);
    if (node.operation === 'parameter') return this.parameter(node.name!);
    if (node.operation === 'variable') return this.variable(node.name!);
    return this.node(node.operation, ...node.args.map((arg) => argument(arg as T)));
  }

  /** `root` with some nodes replaced by others. */
  substitute(root: Node, replacements: ReadonlyMap<Node, Node>): Node {
    const made = new Map<Node, Node>();
    for (const each of postorder([root])) {
      made.set(each, replacements.get(each) ?? this.rebuilt(each, (arg) => made.get(arg)!));
    }
    return made.get(root)!;
  }

  /** An expression of another arena in this one, its leaves as `leaf` says. */
  adopt(root: Node, leaf: (node: Node) => Node | undefined = () => undefined): Node {
    const made = new Map<Node, Node>();
    for (const each of postorder([root])) made.set(each, leaf(each) ?? this.rebuilt(each, (arg) => made.get(arg)!));
    return made.get(root)!;
  }

  #intern(operation: Operation, args: readonly Node[], value?: number, name?: string): Node {
    const key = `${operation} ${args.length > 0 ? args.map(({ id }) => id).join(' ') : (name ?? value)}`;
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    const id = this.#nodes.size;
    if (id >= limits.nodes) throw new ExpressionSizeError('nodes of a law with its derivatives', id + 1, limits.nodes);
    const node: Node = {
      operation,
      args,
      ...(value === undefined ? {} : { value }),
      ...(name === undefined ? {} : { name }),
      id,
      hash: args.reduce((hash, arg) => mixed(hash, arg.hash), textHash(`${operation} ${name ?? value ?? ''}`)),
      size: args.reduce((sum, arg) => sum + arg.size, 1),
      depth: args.reduce((depth, arg) => Math.max(depth, arg.depth + 1), 0),
    };
    this.#nodes.set(key, node);
    return node;
  }
}

function checkSize(node: Expression, sizes: Map<Expression, readonly [number, number]>): void {
  let [size, depth] = [1, 0];
  for (const arg of node.args) {
    const [s, d] = sizes.get(arg)!;
    size += s;
    depth = Math.max(depth, d + 1);
  }
  if (size > limits.size) throw new ExpressionSizeError('nodes of a formula written out', size, limits.size);
  if (depth > limits.depth) throw new ExpressionSizeError('depth of a formula', depth, limits.depth);
  sizes.set(node, [size, depth]);
}

/** FNV-1a. */
function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function mixed(hash: number, other: number): number {
  let h = Math.imul(hash ^ other, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16) ^ (other << 5)) >>> 0;
}
