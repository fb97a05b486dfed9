/**
 * Functions of one argument. sign(0) = step(0) = 0; gelu is the tanh form (Hendrycks and Gimpel, arXiv 1606.08415);
 * `nearest` rounds to whole numbers, halves to the even one, and occurs in lowered forms only.
 */
export const unaryNames = [
  'neg',
  'exp',
  'log',
  'relu',
  'abs',
  'sign',
  'step',
  'tanh',
  'sigmoid',
  'softplus',
  'logcosh',
  'sin',
  'cos',
  'sqrt',
  'erf',
  'gelu',
  'nearest',
] as const;
/** A name of such a function. */
export type UnaryName = (typeof unaryNames)[number];

/** Functions of two arguments. */
export const binaryNames = ['add', 'sub', 'mul', 'div', 'pow', 'min', 'max'] as const;
/** A name of such a function. */
export type BinaryName = (typeof binaryNames)[number];

/** Conditionals of four arguments (a, b, p, q): p where a < b (`less`) or a <= b (`atMost`), q elsewhere. */
export const conditionalNames = ['less', 'atMost'] as const;
/** A name of such a conditional. */
export type ConditionalName = (typeof conditionalNames)[number];

/** Everything that a node of an expression can be. */
export type Operation = 'number' | 'parameter' | 'variable' | UnaryName | BinaryName | ConditionalName;

/** Functions of one argument that a formula may call. */
export const calledUnary: readonly UnaryName[] = unaryNames.filter((name) => name !== 'neg' && name !== 'nearest');

/** Every name that a formula may call. */
export const calledNames: readonly string[] = [...calledUnary, 'min', 'max', 'where'];

const arities = new Map<Operation, number>([
  ...(['number', 'parameter', 'variable'] as const).map((name) => [name, 0] as const),
  ...unaryNames.map((name) => [name, 1] as const),
  ...binaryNames.map((name) => [name, 2] as const),
  ...conditionalNames.map((name) => [name, 4] as const),
]);

/** How many arguments an operation takes. */
export function arity(operation: Operation): number {
  return arities.get(operation)!;
}
