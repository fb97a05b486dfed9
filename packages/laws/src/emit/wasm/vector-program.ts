import type { Node } from '../../expression/expression.ts';
import type { Program } from '../../program/program.ts';
import type { FunctionCode, Local, SimdName } from './code.ts';
import { type KernelFunction, kernelFunctions, type ModuleDraft } from './module.ts';

const direct: Partial<Record<Node['operation'], SimdName>> = {
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

/** A program as it is written into a function that repeats part of it. */
export interface VectorProgram {
  /** Writes what is the same in every round; before the loop. */
  before(): void;
  /** Writes the rest; returns a variable that holds each output. */
  body(): readonly Local[];
}

/**
 * A program on four lanes; `leaf` pushes a variable or parameter, `fixed` says which of them are the same in every round.
 * A sum with a product that nothing else reads is one multiply-add in the relaxed variant; a product with a step is a mask.
 */
export function vectorProgram(
  code: FunctionCode,
  draft: ModuleDraft,
  program: Program,
  leaf: (node: Node) => void,
  fixed: (leaf: Node) => boolean,
): VectorProgram {
  const locals = new Map<Node, Local>();
  const push = (node: Node): void => {
    if (node.operation === 'number') code.splat(node.value!);
    else code.get(locals.get(node)!);
  };
  const known = fixedNodes(program, fixed);
  const fused = new Set<Node>();
  if (draft.relaxed) {
    for (const node of program.nodes)
      fuse(node, program.uses, (product) => known.has(product) === known.has(node), fused);
  }
  const write = (node: Node): void => {
    if (node.operation === 'number' || fused.has(node)) return;
    if (node.args.length === 0) leaf(node);
    else writeOne(code, draft, node, push, fused);
    const local = code.local('v128');
    code.set(local);
    locals.set(node, local);
  };
  return {
    before: () => void program.nodes.filter((node) => known.has(node)).forEach(write),
    body() {
      program.nodes.filter((node) => !known.has(node)).forEach(write);
      return program.outputs.map((node) => {
        if (node.operation !== 'number') return locals.get(node)!;
        const local = code.local('v128');
        push(node);
        code.set(local);
        return local;
      });
    },
  };
}

/** Nodes that hang on leaves that are the same in every round alone, those leaves among them. */
export function fixedNodes({ nodes }: Pick<Program, 'nodes'>, fixed: (leaf: Node) => boolean): ReadonlySet<Node> {
  const found = new Set<Node>();
  const isNumber = ({ operation }: Node): boolean => operation === 'number';
  for (const node of nodes) {
    if (isNumber(node)) continue;
    if (node.args.length === 0 ? fixed(node) : node.args.every((arg) => isNumber(arg) || found.has(arg)))
      found.add(node);
  }
  return found;
}

/** Marks the product that `node` takes into a multiply-add, if there is one. */
function fuse(
  node: Node,
  uses: ReadonlyMap<Node, number>,
  together: (product: Node) => boolean,
  fused: Set<Node>,
): void {
  if (node.operation !== 'add' && node.operation !== 'sub') return;
  const free = (arg: Node): boolean =>
    arg.operation === 'mul' &&
    uses.get(arg) === 1 &&
    together(arg) &&
    arg.args.every(({ operation }) => operation !== 'step');
  const [a, b] = node.args as readonly [Node, Node];
  if (free(b)) fused.add(b);
  else if (node.operation === 'add' && free(a)) fused.add(a);
}

function writeOne(
  code: FunctionCode,
  draft: ModuleDraft,
  node: Node,
  push: (node: Node) => void,
  fused: ReadonlySet<Node>,
): void {
  const [a, b, p, q] = node.args as readonly [Node, Node, Node, Node];
  const inner = node.args.find((arg) => fused.has(arg));
  if (inner !== undefined && (node.operation === 'add' || node.operation === 'sub')) {
    inner.args.forEach(push);
    push(inner === a ? b : a);
    code.simd(node.operation === 'add' ? 'f32x4.relaxed_madd' : 'f32x4.relaxed_nmadd');
    return;
  }
  if (node.operation === 'mul' && (a.operation === 'step' || b.operation === 'step')) {
    const [mask, value] = a.operation === 'step' ? [a, b] : [b, a];
    push(value);
    push(mask.args[0]!);
    code.splat(0).simd('f32x4.gt').simd('v128.and');
    return;
  }
  switch (node.operation) {
    case 'relu':
      push(a);
      code.splat(0).simd('f32x4.pmax');
      return;
    case 'step':
      push(a);
      code.splat(0).simd('f32x4.gt').splat(1).simd('v128.and');
      return;
    case 'sign':
      push(a);
      code.wholeVector(signBit, signBit, signBit, signBit).simd('v128.and').splat(1).simd('v128.or');
      push(a);
      code.splat(0).simd('f32x4.ne').simd('v128.and');
      return;
    case 'less':
    case 'atMost':
      for (const each of [p, q, a, b]) push(each);
      code.simd(node.operation === 'less' ? 'f32x4.lt' : 'f32x4.le').simd('v128.bitselect');
      return;
  }
  node.args.forEach(push);
  const instruction = direct[node.operation];
  if (instruction !== undefined) code.simd(instruction);
  else code.call(draft.imported(kernelFunction(node.operation)));
}

const signBit = -0x80000000;

function kernelFunction(operation: string): KernelFunction {
  const found = kernelFunctions.find((name) => name === operation);
  if (found === undefined) throw new RangeError(`operation '${operation}' has no form on four lanes.`);
  return found;
}
