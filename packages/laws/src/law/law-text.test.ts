import { expect, test } from 'vitest';
import { FormulaError, LawFormatError, ParameterRoleError, UnknownSymbolError } from '../errors.ts';
import { lagrangian } from './lagrangian-law.ts';
import { lawFromText, lawToText } from './law-text.ts';
import { couplingLaw, pairLaw } from './pair-law.ts';

test('a law in one line is the law of the same formula and roles', () => {
  expect(lawFromText('pair', 'C * r^2 / 2; C: edge')).toBe(pairLaw('C * r^2 / 2', { C: 'edge' }));
  expect(lawFromText('pair', ' -w*r*tanh(beta*gi*gj) ; w : edge , beta: one = 0.5 ')).toBe(
    couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: { per: 'one', start: 0.5 } }),
  );
  expect(lawFromText('lagrangian', 'x^2 / 2').parameters).toEqual([]);
});

test.for<[string, new (...args: never[]) => Error, RegExp]>([
  ['C * r; C edge', FormulaError, /'C edge' is no role.*name: edge/],
  ['C * r; C: edge = much', FormulaError, /no role/],
  ['C * r; C: edge; D: one', FormulaError, /a second ;/],
  ['C * r; C: edges', ParameterRoleError, /got per "edges", allowed here are 'edge'/],
  ['C * rr; C: edge', UnknownSymbolError, /'rr' is not known.*Known are r, gi, gj, C/],
  ['C * r', UnknownSymbolError, /A parameter needs a role/],
])('%s is refused', ([text, error, message]) => {
  expect(() => lawFromText('pair', text)).toThrow(error);
  expect(() => lawFromText('pair', text)).toThrow(message);
});

test('a law becomes the line that it is read from, unless a line cannot say all of it', () => {
  for (const law of [
    pairLaw('C * r^2 / 2', { C: 'edge' }),
    couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: { per: 'one', start: 0.5 } }),
    lagrangian('x^2 / 2'),
  ]) {
    expect(lawFromText(law.kind, lawToText(law))).toBe(law);
  }
  expect(lawToText(pairLaw('u * C * r', { C: 'edge', u: { per: 'one', start: 2 } }))).toBe(
    'C * u * r; C: edge, u: one = 2',
  );
  for (const law of [
    pairLaw('C * r', { C: { per: 'edge', start: { deviation: 3 } } }),
    pairLaw('C * r', { C: { per: 'edge', decays: false } }),
    lagrangian('x^4', {}, { states: [-3, 3] }),
  ]) {
    expect(() => lawToText(law)).toThrow(LawFormatError);
  }
});
