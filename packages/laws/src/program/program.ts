import type { Arena } from '../expression/arena.ts';
import { type Node, postorder } from '../expression/expression.ts';
import { lowered, type Target } from './lower.ts';

/** An expression of a law as a list of operations, each node once, arguments first. */
export interface Program {
  /** The operations, arguments before what uses them. */
  readonly nodes: readonly Node[];
  /** The nodes that were asked for, in order. */
  readonly outputs: readonly Node[];
  /** How often each node is used, outputs included. */
  readonly uses: ReadonlyMap<Node, number>;
}

/** The program that computes `outputs` on a target. */
export function programOf(arena: Arena, outputs: readonly Node[], target: Target): Program {
  const roots = lowered(arena, outputs, target);
  const nodes = postorder(roots);
  const uses = new Map<Node, number>();
  const count = (node: Node): void => void uses.set(node, (uses.get(node) ?? 0) + 1);
  for (const node of nodes) node.args.forEach(count);
  roots.forEach(count);
  return { nodes, outputs: roots, uses };
}

/** Names of the parameters or variables that a program reads. */
export function leavesOf({ nodes }: Pick<Program, 'nodes'>, operation: 'parameter' | 'variable'): readonly string[] {
  return nodes.filter((node) => node.operation === operation).map(({ name }) => name!);
}

/** Arithmetic operations of a program, for cost models; an elementary function counts as ten. */
export function flopsOf({ nodes }: Pick<Program, 'nodes'>): number {
  return nodes.reduce((sum, { operation, args }) => {
    if (args.length === 0) return sum;
    return sum + (elementary.has(operation) ? 10 : 1);
  }, 0);
}

const elementary: ReadonlySet<string> = new Set([
  ...['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'logcosh', 'sin', 'cos', 'erf', 'pow'],
]);
