import type { Expression } from './expression.ts';
import { type BinaryName, calledUnary, type Operation, type UnaryName } from './operations.ts';

/** Something that stands for an expression: a number, or one made by the builder. */
export type Term = Expression | number;

type Called = Exclude<UnaryName, 'nearest'>;

function expression(term: Term): Expression {
  return typeof term === 'number' ? { operation: 'number', args: [], value: term } : term;
}

function make(operation: Operation, ...args: readonly Term[]): Expression {
  return { operation, args: args.map(expression) };
}

function leaf(operation: 'variable' | 'parameter', name: string): Expression {
  return { operation, args: [], name };
}

const unary = Object.fromEntries(
  (['neg', ...calledUnary] as readonly Called[]).map((name) => [name, (a: Term) => make(name, a)]),
) as Readonly<Record<Called, (a: Term) => Expression>>;

const names: readonly BinaryName[] = ['add', 'sub', 'mul', 'div', 'pow', 'min', 'max'];
const binary = Object.fromEntries(names.map((name) => [name, (a: Term, b: Term) => make(name, a, b)])) as Readonly<
  Record<BinaryName, (a: Term, b: Term) => Expression>
>;

/**
 * Formulas in TypeScript instead of text: `terms.mul(terms.parameter('C'), terms.r)` is `C * r`. There is a function for
 * every one that a formula may call, and add, sub, mul, div, pow and neg for its signs.
 */
export const terms: Readonly<Record<Called, (a: Term) => Expression>> &
  Readonly<Record<BinaryName, (a: Term, b: Term) => Expression>> & {
    /** A parameter of the law. */
    parameter(name: string): Expression;
    /** p where a < b, else q. */
    whereLess(a: Term, b: Term, p: Term, q: Term): Expression;
    /** p where a <= b, else q. */
    whereAtMost(a: Term, b: Term, p: Term, q: Term): Expression;
    /** Overlap of a pair. */
    readonly r: Expression;
    /** State of a threshold unit. */
    readonly x: Expression;
    /** Activity of one end of a pair. */
    readonly gi: Expression;
    /** Activity of the other end. */
    readonly gj: Expression;
    /** An output that a loss reads. */
    readonly out: Expression;
    /** What the output should be. */
    readonly y: Expression;
  } = Object.freeze({
  ...unary,
  ...binary,
  parameter: (name: string) => leaf('parameter', name),
  whereLess: (a: Term, b: Term, p: Term, q: Term) => make('less', a, b, p, q),
  whereAtMost: (a: Term, b: Term, p: Term, q: Term) => make('atMost', a, b, p, q),
  r: leaf('variable', 'r'),
  x: leaf('variable', 'x'),
  gi: leaf('variable', 'gi'),
  gj: leaf('variable', 'gj'),
  out: leaf('variable', 'out'),
  y: leaf('variable', 'y'),
});
