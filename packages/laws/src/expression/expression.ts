import type { Operation } from './operations.ts';

/** A tree of operations, as a formula or the builder gives it. Nothing is shared or simplified yet. */
export interface Expression {
  /** What the node is. */
  readonly operation: Operation;
  /** Its arguments, as many as the operation takes. */
  readonly args: readonly Expression[];
  /** Of a number. */
  readonly value?: number;
  /** Of a parameter or variable. */
  readonly name?: string;
}

/** A node of an arena: equal nodes are the same object, so that shared parts are computed once. */
export interface Node extends Expression {
  readonly args: readonly Node[];
  /** Its place in the arena; arguments come before what uses them. */
  readonly id: number;
  /** Of its structure, the same in every arena. */
  readonly hash: number;
  /** Nodes of the tree that it is when written out; may be far more than there are in the arena. */
  readonly size: number;
  /** Longest way to a leaf. */
  readonly depth: number;
}

/** Makes nodes; an arena does. */
export interface NodeMaker {
  number(value: number): Node;
  /** The simplest form of an operation. */
  node(operation: Operation, ...args: readonly Node[]): Node;
  /** The operation as it is. */
  raw(operation: Operation, ...args: readonly Node[]): Node;
}

/** All nodes that `roots` are made of, arguments first, each once. */
export function postorder<T extends Expression>(roots: readonly T[]): readonly T[] {
  const order: T[] = [];
  const seen = new Set<T>();
  const stack: { node: T; next: number }[] = [];
  for (const root of roots) {
    if (!seen.has(root)) stack.push({ node: root, next: 0 });
    seen.add(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.node.args[top.next++] as T | undefined;
      if (child === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(child)) {
        seen.add(child);
        stack.push({ node: child, next: 0 });
      }
    }
  }
  return order;
}

/** Whether a node is this number. */
export function isNumber(node: Expression, value?: number): boolean {
  return node.operation === 'number' && (value === undefined || node.value === value);
}
