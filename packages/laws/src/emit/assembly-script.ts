import type { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import type { Operation } from '../expression/operations.ts';
import { programOf } from '../program/program.ts';
import { wgslNumber } from './wgsl.ts';

const functions: Partial<Record<Operation, string>> = {
  neg: 'f32x4.neg',
  abs: 'f32x4.abs',
  sqrt: 'f32x4.sqrt',
  nearest: 'f32x4.nearest',
  add: 'f32x4.add',
  sub: 'f32x4.sub',
  mul: 'f32x4.mul',
  div: 'f32x4.div',
  min: 'f32x4.pmin',
  max: 'f32x4.pmax',
};

/** A function in AssemblyScript, with what it takes from elsewhere. */
export interface AssemblyScriptFunction {
  /** The whole function. */
  readonly text: string;
  /** Names that it calls besides the language's own: elementary functions, and `madd` and `nmadd`. */
  readonly imports: readonly string[];
}

/**
 * An inlined AssemblyScript function of one output on four float32 lanes. A sum with a product that nothing else reads is
 * `madd(a, b, c)` = a b + c or `nmadd(a, b, c)` = c - a b, which the importing file defines; elementary functions have
 * the names of `kernelFunctions`.
 * @param inputs By the name of a variable or parameter: the expression of type v128 that it is read from.
 * @throws {RangeError} if `inputs` lacks a name.
 */
export function assemblyScriptFunction(
  arena: Arena,
  name: string,
  signature: string,
  output: Node,
  inputs: Readonly<Record<string, string>>,
): AssemblyScriptFunction {
  const program = programOf(arena, [output], 'float32');
  const places = new Map<Node, string>();
  const imports = new Set<string>();
  const lines: string[] = [];
  const uses = (node: Node): number => program.uses.get(node) ?? 0;
  const fused = new Set(program.nodes.flatMap((node) => productOf(node, uses) ?? []));
  for (const node of program.nodes) {
    if (node.operation === 'number') places.set(node, `f32x4.splat(${literal(node.value!)})`);
    else if (!fused.has(node)) {
      const place = `v${lines.length}`;
      const text = node.args.length > 0 ? textOf(node, places, imports, uses) : inputs[node.name!];
      if (text === undefined) throw new RangeError(`function '${name}': input '${node.name}' is missing.`);
      lines.push(`  const ${place} = ${text};\n`);
      places.set(node, place);
    }
  }
  const text = `// @ts-ignore: decorator\n@inline\nexport function ${name}(${signature}): v128 {\n${lines.join('')}`;
  return { text: `${text}  return ${places.get(program.outputs[0]!)};\n}\n`, imports: [...imports].sort() };
}

/** The product that a sum takes into a multiply-add. */
function productOf({ operation, args }: Node, uses: (node: Node) => number): Node | undefined {
  const free = (arg: Node): boolean =>
    arg.operation === 'mul' && uses(arg) === 1 && arg.args.every((each) => each.operation !== 'step');
  const [a, b] = args as readonly [Node, Node];
  if (operation === 'sub') return free(b) ? b : undefined;
  return operation !== 'add' ? undefined : free(b) ? b : free(a) ? a : undefined;
}

function textOf(
  node: Node,
  places: ReadonlyMap<Node, string>,
  imports: Set<string>,
  uses: (node: Node) => number,
): string {
  const place = (arg: Node): string => places.get(arg)!;
  const [a, b, p, q] = node.args as readonly [Node, Node, Node, Node];
  const product = productOf(node, uses);
  if (product !== undefined) {
    const called = node.operation === 'add' ? 'madd' : 'nmadd';
    imports.add(called);
    return `${called}(${product.args.map(place).join(', ')}, ${place(product === a ? b : a)})`;
  }
  if (node.operation === 'mul' && (a.operation === 'step' || b.operation === 'step')) {
    const [mask, value] = a.operation === 'step' ? [a, b] : [b, a];
    return `v128.and(${place(value)}, f32x4.gt(${place(mask.args[0]!)}, f32x4.splat(0)))`;
  }
  switch (node.operation) {
    case 'relu':
      return `f32x4.pmax(${place(a)}, f32x4.splat(0))`;
    case 'step':
      return `v128.and(f32x4.splat(1), f32x4.gt(${place(a)}, f32x4.splat(0)))`;
    case 'sign': {
      const signed = `v128.or(v128.and(${place(a)}, i32x4.splat(0x80000000)), f32x4.splat(1))`;
      return `v128.and(${signed}, f32x4.ne(${place(a)}, f32x4.splat(0)))`;
    }
    case 'less':
    case 'atMost': {
      const compare = node.operation === 'less' ? 'lt' : 'le';
      return `v128.bitselect(${place(p)}, ${place(q)}, f32x4.${compare}(${place(a)}, ${place(b)}))`;
    }
  }
  const known = functions[node.operation];
  if (known === undefined) imports.add(node.operation);
  return `${known ?? node.operation}(${node.args.map(place).join(', ')})`;
}

/** The float32 nearest to a number, as WGSL writes it. */
function literal(value: number): string {
  return wgslNumber(value).slice('f32('.length, -1);
}
