import { ParameterRoleError, shortened, UnknownSymbolError } from '../errors.ts';
import type { Expression } from '../expression/expression.ts';
import { arity, binaryNames, conditionalNames, type Operation, unaryNames } from '../expression/operations.ts';

const operations: ReadonlySet<unknown> = new Set<Operation>([
  ...(['number', 'parameter', 'variable'] as const),
  ...unaryNames.filter((name) => name !== 'nearest'),
  ...binaryNames,
  ...conditionalNames,
]);

/**
 * Checks a formula that was built, by `terms` or by hand.
 * @throws {UnknownSymbolError} for a variable or parameter that is none.
 * @throws {ParameterRoleError} for an operation that is none, one with another number of arguments, a number that is not
 * finite, and an expression that is an argument of itself.
 */
export function checkBuilt(
  formula: Expression,
  known: Readonly<Record<'variable' | 'parameter', readonly string[]>>,
): void {
  const open = new Set<Expression>();
  const done = new Set<Expression>();
  const stack: { readonly expression: Expression; readonly leave: boolean }[] = [{ expression: formula, leave: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { expression, leave } = top;
    if (leave) {
      open.delete(expression);
      done.add(expression);
      continue;
    }
    if (open.has(expression)) fail('an expression that is an argument of itself', 'a tree');
    if (done.has(expression)) continue;
    checkOne(expression, known);
    open.add(expression);
    stack.push({ expression, leave: true });
    for (const arg of expression.args) stack.push({ expression: arg, leave: false });
  }
}

function checkOne(expression: Expression, known: Readonly<Record<'variable' | 'parameter', readonly string[]>>): void {
  const { operation, args, name, value } = Object(expression) as Partial<Expression>;
  if (operation === undefined || !operations.has(operation)) {
    fail(`the operation ${shown(operation)}`, `${[...operations].join(', ')}`);
  }
  const count = Array.isArray(args) ? args.length : undefined;
  if (count !== arity(operation)) {
    fail(`${count ?? 'no list of'} arguments of '${operation}'`, `${arity(operation)}, in a list`);
  }
  if (operation === 'number' && !Number.isFinite(value)) fail(`the number ${value}`, 'only finite ones');
  if (operation !== 'variable' && operation !== 'parameter') return;
  if (typeof name !== 'string') fail(`a ${operation} named ${shown(name)}`, 'a text');
  else if (!known[operation].includes(name)) throw new UnknownSymbolError('(built)', 0, name, known[operation]);
}

function fail(got: string, allowed: string): never {
  throw new ParameterRoleError(`a built formula: got ${got}, allowed are ${allowed}.`);
}

function shown(value: unknown): string {
  return shortened(typeof value === 'string' ? `'${value}'` : String(value));
}
