import type { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import { binaryFunctions, unaryFunctions } from '../expression/functions.ts';
import type { BinaryName, Operation, UnaryName } from '../expression/operations.ts';
import { type Program, programOf } from './program.ts';

/** Values of a parameter or variable: one per element, or one for all. */
export type Input = Float64Array | number;

/** A program over arrays in float64. */
export interface ArrayFunction {
  /** Names that it reads; others may be given and are ignored. */
  readonly inputs: readonly string[];
  /**
   * Computes `count` elements of every output that is not undefined; outputs may be inputs. Its registers are its own,
   * so it must not be called from within itself.
   * @throws {RangeError} if an input is missing or shorter than `count`.
   */
  run(inputs: Readonly<Record<string, Input>>, outputs: readonly (Float64Array | undefined)[], count: number): void;
}

/** Elements that go through all operations together: registers stay in the cache. */
const chunk = 256;

type Kernel = (registers: readonly Float64Array[], n: number) => void;

/**
 * Compiles expressions to a list of loops over arrays in float64, without making code: every operation runs over up to 256
 * elements at a time.
 */
export function arrayFunction(arena: Arena, outputs: readonly Node[]): ArrayFunction {
  const program = programOf(arena, outputs, 'float64');
  const { slots, count: slotCount } = assignSlots(program);
  const registers = Array.from({ length: slotCount }, () => new Float64Array(chunk));
  const kernels: Kernel[] = [];
  const leaves: { name: string; slot: number }[] = [];
  for (const node of program.nodes) {
    const slot = slots.get(node)!;
    if (node.operation === 'number') registers[slot]!.fill(node.value!);
    else if (node.args.length === 0) leaves.push({ name: node.name!, slot });
    else
      kernels.push(
        kernelOf(
          node.operation,
          slot,
          node.args.map((arg) => slots.get(arg)!),
        ),
      );
  }
  const results = program.outputs.map((node) => slots.get(node)!);
  const load = (inputs: Readonly<Record<string, Input>>, begin: number, n: number): void => {
    for (const { name, slot } of leaves) {
      const given = inputs[name];
      const register = registers[slot]!;
      if (typeof given === 'number') register.fill(given, 0, n);
      else {
        if (given === undefined || given.length < begin + n) {
          throw new RangeError(`input '${name}': got ${given?.length ?? 'nothing'}, needed are ${begin + n} values.`);
        }
        for (let k = 0; k < n; k++) register[k] = given[begin + k]!;
      }
    }
  };
  return {
    inputs: leaves.map(({ name }) => name),
    run(inputs, targets, count) {
      for (let begin = 0; begin < count; begin += chunk) {
        const n = Math.min(chunk, count - begin);
        load(inputs, begin, n);
        for (const kernel of kernels) kernel(registers, n);
        results.forEach((slot, k) => {
          const target = targets[k];
          if (target === undefined) return;
          const register = registers[slot]!;
          for (let i = 0; i < n; i++) target[begin + i] = register[i]!;
        });
      }
    },
  };
}

/** Registers by node: numbers, inputs and outputs keep theirs, others are used again when their last reader is done. */
function assignSlots({ nodes, outputs, uses }: Program): { slots: ReadonlyMap<Node, number>; count: number } {
  const slots = new Map<Node, number>();
  const left = new Map(uses);
  const kept = new Set<Node>([...outputs, ...nodes.filter(({ args }) => args.length === 0)]);
  const free: number[] = [];
  let count = 0;
  for (const node of nodes) {
    slots.set(node, node.args.length > 0 && free.length > 0 ? free.pop()! : count++);
    for (const arg of node.args) {
      left.set(arg, left.get(arg)! - 1);
      if (left.get(arg) === 0 && !kept.has(arg)) free.push(slots.get(arg)!);
    }
  }
  return { slots, count };
}

function kernelOf(operation: Operation, to: number, [a, b, p, q]: readonly number[]): Kernel {
  switch (operation) {
    case 'add':
      return (r, n) => {
        const [x, y, out] = [r[a!]!, r[b!]!, r[to]!];
        for (let k = 0; k < n; k++) out[k] = x[k]! + y[k]!;
      };
    case 'sub':
      return (r, n) => {
        const [x, y, out] = [r[a!]!, r[b!]!, r[to]!];
        for (let k = 0; k < n; k++) out[k] = x[k]! - y[k]!;
      };
    case 'mul':
      return (r, n) => {
        const [x, y, out] = [r[a!]!, r[b!]!, r[to]!];
        for (let k = 0; k < n; k++) out[k] = x[k]! * y[k]!;
      };
    case 'relu':
      return (r, n) => {
        const [x, out] = [r[a!]!, r[to]!];
        for (let k = 0; k < n; k++) out[k] = Math.max(x[k]!, 0);
      };
    case 'less':
      return (r, n) => {
        const [x, y, yes, no, out] = [r[a!]!, r[b!]!, r[p!]!, r[q!]!, r[to]!];
        for (let k = 0; k < n; k++) out[k] = x[k]! < y[k]! ? yes[k]! : no[k]!;
      };
    case 'atMost':
      return (r, n) => {
        const [x, y, yes, no, out] = [r[a!]!, r[b!]!, r[p!]!, r[q!]!, r[to]!];
        for (let k = 0; k < n; k++) out[k] = x[k]! <= y[k]! ? yes[k]! : no[k]!;
      };
  }
  if (b !== undefined) {
    const f = binaryFunctions[operation as BinaryName];
    return (r, n) => {
      const [x, y, out] = [r[a!]!, r[b]!, r[to]!];
      for (let k = 0; k < n; k++) out[k] = f(x[k]!, y[k]!);
    };
  }
  const f = unaryFunctions[operation as UnaryName];
  return (r, n) => {
    const [x, out] = [r[a!]!, r[to]!];
    for (let k = 0; k < n; k++) out[k] = f(x[k]!);
  };
}

/** A function of one element, outputs in an array that the next call overwrites. */
export function scalarFunction(
  arena: Arena,
  outputs: readonly Node[],
): (inputs: Readonly<Record<string, number>>) => Float64Array {
  const compiled = arrayFunction(arena, outputs);
  const results = outputs.map(() => new Float64Array(1));
  const values = new Float64Array(outputs.length);
  return (inputs) => {
    compiled.run(inputs, results, 1);
    results.forEach((result, k) => {
      values[k] = result[0]!;
    });
    return values;
  };
}
