import { ArgumentError, OptionError } from '@hkmem/errors';
import { expect, test } from 'vitest';
import { ExpressionSizeError, ParameterRoleError, UnknownSymbolError } from '../errors.ts';
import type { Expression } from '../expression/expression.ts';
import { lagrangian } from './lagrangian-law.ts';
import { pairLaw } from './pair-law.ts';
import type { GivenRoles } from './parameter.ts';

const x: Expression = { operation: 'variable', args: [], name: 'x' };
const built = (operation: string, args: unknown, rest: object = {}): Expression =>
  ({ operation, args, ...rest }) as unknown as Expression;

/** One that holds itself, behind another. */
function circle(): Expression {
  const args: Expression[] = [x];
  const made = built('add', args);
  args.push(built('neg', [made]));
  return made;
}

/** `count` operations, one in the other. */
function nested(count: number, wrap: (inner: Expression) => Expression): Expression {
  let made = x;
  for (let k = 0; k < count; k++) made = wrap(made);
  return made;
}

test.each([
  ['an operation that is none', built('eval', [x]), /got the operation 'eval', allowed are number, .*softplus/],
  ['a member of all objects', built('constructor', [x]), /got the operation 'constructor'/],
  ['an operation of lowered forms', built('nearest', [x]), /got the operation 'nearest'/],
  ['an argument too few', built('add', [x]), /got 1 arguments of 'add', allowed are 2/],
  ['an argument too many', built('tanh', [x, x]), /got 2 arguments of 'tanh', allowed are 1/],
  ['arguments that are no list', built('tanh', { length: 1 }), /got no list of arguments of 'tanh'/],
  ['an argument that is nothing', built('tanh', [null]), /got the operation undefined/],
  ['a number that is none', built('add', [x, built('number', [], { value: Number.NaN })]), /got the number NaN/],
  ['a name that is none', built('add', [x, built('parameter', [])]), /got a parameter named undefined/],
  ['itself', circle(), /an argument of itself/],
])('a built formula with %s is refused', (_, formula, expected) => {
  expect(() => lagrangian(formula)).toThrow(ParameterRoleError);
  expect(() => lagrangian(formula)).toThrow(expected);
});

test('depth and size of what was built are bounded, however parts are shared', () => {
  expect(() => lagrangian(nested(200_000, (inner) => built('neg', [inner])))).toThrow(ExpressionSizeError);
  expect(() => lagrangian(nested(60, (inner) => built('mul', [inner, inner])))).toThrow(ExpressionSizeError);
  expect(lagrangian(nested(2, (inner) => built('mul', [inner, inner]))).formula).toBe('x^4');
  expect(() => lagrangian(built('mul', [x, built('variable', [], { name: 'r' })]))).toThrow(UnknownSymbolError);
});

test('roles and options that are none are refused', () => {
  expect(() => pairLaw('A * r', null as unknown as GivenRoles)).toThrow(ArgumentError);
  expect(() => lagrangian('x^2 / 2', {}, { nonConvx: true } as object)).toThrow(OptionError);
  expect(() => lagrangian('x^2 / 2', {}, { nonConvx: true } as object)).toThrow(/Did you mean 'nonConvex'/);
  expect(() => pairLaw('A * r', { A: 'edge' }, { states: [-1, 1] } as object)).toThrow(OptionError);
  expect(() => pairLaw('A * r', { A: { per: 'edge', start: 1e300 } })).toThrow(/got start 1e\+300/);
});
