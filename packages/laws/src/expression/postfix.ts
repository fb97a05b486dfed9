import type { Arena } from './arena.ts';
import type { Node } from './expression.ts';
import { arity, type Operation } from './operations.ts';

/** A node as words, arguments before what is made of them: relu(x)^2 is `x relu 2 pow`. */
export function postfixOf({ operation, args, name, value }: Node): string {
  return args.length === 0 ? (name ?? String(value)) : [...args.map(postfixOf), operation].join(' ');
}

/** The node that `postfixOf` wrote. Names are parameters where `parameters` has them, else variables. */
export function readPostfix(arena: Arena, text: string, parameters: readonly string[]): Node {
  const stack: Node[] = [];
  for (const word of text.split(' ')) {
    const count = arity(word as Operation) ?? 0;
    if (count > 0) stack.push(arena.node(word as Operation, ...stack.splice(-count)));
    else if (parameters.includes(word)) stack.push(arena.parameter(word));
    else stack.push(Number.isNaN(Number(word)) ? arena.variable(word) : arena.number(Number(word)));
  }
  return stack[0]!;
}
