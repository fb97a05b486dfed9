import { isNumber, type Node } from './expression.ts';
import { unaryFunctions } from './functions.ts';
import type { Operation, UnaryName } from './operations.ts';

/** All values between two numbers, both included. */
export type Interval = readonly [low: number, high: number];

/** A node that has no usable value somewhere in a box, and why. */
export interface Undefined {
  readonly node: Node;
  readonly problem: string;
}

/** Largest magnitude that float32 holds. */
const largest = 3.4028234663852886e38;

/** What is known of a node on a box: bounds, or that it may have no value. */
export type Enclosure = Interval | Undefined;

/** Whether an enclosure is one without bounds. */
export function isUndefined(enclosure: Enclosure): enclosure is Undefined {
  return !Array.isArray(enclosure);
}

/**
 * Bounds of every node on a box of leaf values, by interval arithmetic (rounding is not directed outwards); leaves that
 * `leaves` lacks must not occur. A branch of a conditional that the box never takes may be undefined. With `most` infinite,
 * intervals may have no end; 0 times any number is 0.
 */
export function enclosures(
  nodes: readonly Node[],
  leaves: ReadonlyMap<Node, Interval>,
  most: number = largest,
): ReadonlyMap<Node, Enclosure> {
  const found = new Map<Node, Enclosure>();
  for (const node of nodes) {
    const known = leaves.get(node);
    found.set(node, known ?? bounded(node, enclosureOf(node, found), most));
  }
  return found;
}

function bounded(node: Node, enclosure: Enclosure, most: number): Enclosure {
  if (isUndefined(enclosure)) return enclosure;
  const [low, high] = enclosure;
  if (Number.isNaN(low) || Number.isNaN(high)) return { node, problem: 'has no value' };
  return high > most || low < -most ? { node, problem: 'is too large for float32' } : enclosure;
}

function enclosureOf(node: Node, found: ReadonlyMap<Node, Enclosure>): Enclosure {
  if (node.operation === 'number') return [node.value!, node.value!];
  const args = node.args.map((arg) => found.get(arg)!);
  if (node.operation === 'less' || node.operation === 'atMost') return conditional(node, args);
  const bad = args.find(isUndefined);
  if (bad !== undefined) return bad;
  const [a, b] = args as readonly Enclosure[] as readonly [Interval, Interval];
  switch (node.operation) {
    case 'add':
      return [a[0] + b[0], a[1] + b[1]];
    case 'sub':
      return [a[0] - b[1], a[1] - b[0]];
    case 'mul':
      return product(a, b);
    case 'div':
      if (b[0] <= 0 && b[1] >= 0) return { node, problem: 'divides by 0' };
      return product(a, [1 / b[1], 1 / b[0]]);
    case 'pow':
      return power(node, a, b);
    case 'min':
      return [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
    case 'max':
      return [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    default:
      return unary(node, a);
  }
}

function conditional(node: Node, args: readonly Enclosure[]): Enclosure {
  const [a, b, p, q] = args as readonly [Enclosure, Enclosure, Enclosure, Enclosure];
  if (isUndefined(a)) return a;
  if (isUndefined(b)) return b;
  const strict = node.operation === 'less';
  if (strict ? a[1] < b[0] : a[1] <= b[0]) return p;
  if (strict ? a[0] >= b[1] : a[0] > b[1]) return q;
  if (isUndefined(p)) return p;
  if (isUndefined(q)) return q;
  return [Math.min(p[0], q[0]), Math.max(p[1], q[1])];
}

function product(a: Interval, b: Interval): Interval {
  const values = [times(a[0], b[0]), times(a[0], b[1]), times(a[1], b[0]), times(a[1], b[1])];
  return [Math.min(...values), Math.max(...values)];
}

/** An end without bound stands for all numbers below it, which 0 makes 0. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function power(node: Node, a: Interval, b: Interval): Enclosure {
  const exponent = node.args[1]!;
  if (isNumber(exponent) && Number.isInteger(exponent.value)) {
    const n = exponent.value!;
    const [low, high] = [a[0] ** n, a[1] ** n];
    if (n % 2 !== 0) return [low, high];
    return a[0] <= 0 && a[1] >= 0 ? [0, Math.max(low, high)] : [Math.min(low, high), Math.max(low, high)];
  }
  if (a[0] < 0) return { node, problem: 'is a power of a number below 0 that is no whole one' };
  if (a[0] === 0 && b[0] <= 0) return { node, problem: 'is a power of 0 whose exponent is not above 0' };
  const values = [a[0] ** b[0], a[0] ** b[1], a[1] ** b[0], a[1] ** b[1]];
  return [Math.min(...values), Math.max(...values)];
}

const even: ReadonlySet<Operation> = new Set<Operation>(['abs', 'logcosh']);

/** The least value of gelu is -0.17, at x = -0.75. */
const geluLeast = [-0.75, -0.1701] as const;

function unary(node: Node, a: Interval): Enclosure {
  const operation = node.operation as UnaryName;
  const [low, high] = a;
  if (operation === 'neg') return [-high, -low];
  if (operation === 'log' && low <= 0) return { node, problem: 'is the logarithm of a number that is not above 0' };
  if (operation === 'sqrt' && low < 0) return { node, problem: 'is the root of a number below 0' };
  const f = unaryFunctions[operation];
  if (operation === 'sin' || operation === 'cos') return wave(operation, a);
  const [first, last] = [f(low), f(high)];
  if (even.has(operation)) {
    return low <= 0 && high >= 0 ? [0, Math.max(first, last)] : [Math.min(first, last), Math.max(first, last)];
  }
  if (operation === 'gelu') {
    const least = low <= geluLeast[0] && high >= geluLeast[0] ? geluLeast[1] : Math.min(first, last);
    return [Math.min(least, first, last), Math.max(first, last)];
  }
  return [first, last];
}

function wave(operation: 'sin' | 'cos', [low, high]: Interval): Interval {
  // sin has its maxima at pi/2 + 2 pi n, cos at 2 pi n; minima lie half a period on.
  const holds = (phase: number): boolean =>
    Math.ceil((low - phase) / (2 * Math.PI)) <= Math.floor((high - phase) / (2 * Math.PI));
  const peak = operation === 'sin' ? Math.PI / 2 : 0;
  const f = Math[operation];
  return [holds(peak + Math.PI) ? -1 : Math.min(f(low), f(high)), holds(peak) ? 1 : Math.max(f(low), f(high))];
}
