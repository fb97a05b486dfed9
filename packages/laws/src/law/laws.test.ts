import { describe, expect, test } from 'vitest';
import {
  ConvexityError,
  ExpressionSizeError,
  LawDomainError,
  LawError,
  LawFormatError,
  ParameterRoleError,
} from '../errors.ts';
import { terms } from '../expression/builder.ts';
import { textOf } from '../expression/text.ts';
import { couplingLaws, interactionLaws, lagrangianLaws, lossLaws } from './built-in.ts';
import { lawFromJson, lawToJson } from './json.ts';
import { lagrangian } from './lagrangian-law.ts';
import { lossLaw } from './loss-law.ts';
import { couplingLaw, pairLaw } from './pair-law.ts';
import { pairWords } from './pair-words.ts';
import type { GivenRoles } from './parameter.ts';

/** The message of what a function throws. */
function message(make: () => unknown, kind: new (...args: never[]) => Error): string {
  try {
    make();
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('laws of pairs', () => {
  test('an interaction', () => {
    const law = pairLaw('C * r^2 / 2', { C: 'edge' });
    expect(textOf(law.force)).toBe('C * r');
    expect(textOf(law.adjoint.r)).toBe('C * r~');
    expect(law.adjoint.parameters.map(textOf)).toEqual(['r * r~']);
    expect(law.facts).toEqual({ coupled: false, multilinear: true, linearInOverlap: false, finite: 'proved' });
    expect(law.parameters).toEqual([
      { name: 'C', per: 'edge', start: { deviation: 1, over: 'neighbours' }, decays: true },
    ]);
  });

  test('a coupling states what the low-rank view asks for', () => {
    const { network } = couplingLaws;
    expect(textOf(network.effectiveWeight)).toBe('weights * r');
    expect(network.facts).toMatchObject({ coupled: true, multilinear: true, linearInOverlap: true });
    const gated = couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: 'one' });
    expect(gated.facts).toMatchObject({ multilinear: false, linearInOverlap: true });
    expect(couplingLaw('-w * r^3 * gi * gj', { w: 'edge' }).facts).toMatchObject({
      multilinear: true,
      linearInOverlap: false,
    });
  });

  test('laws over one graph add up, each with its own parameters', () => {
    const joined = pairWords([
      { law: interactionLaws.tanh, weight: 1 },
      { law: couplingLaws.additive, weight: 0.5 },
    ]);
    expect([...joined.words, ...joined.shared].map(({ symbol }) => symbol)).toEqual(['0.A', '0.B', '1.alpha']);
    expect(textOf(joined.force)).toBe('0.A + 0.B * tanh(r) - 1.alpha * gi * gj / 2');
  });

  test.for<[string, GivenRoles, RegExp]>([
    ['w * r * gi', { w: 'edge' }, /an edge has no direction/],
    ['A * log(r)', { A: 'edge' }, /phi: 'log\(r\)' is the logarithm of a number that is not above 0 at r = /],
    ['A * sqrt(1 - r^2)', { A: 'edge' }, /its derivative in r: .*divides by 0 at r = -?1,/],
    ['A * sqrt(abs(r - 0.3))', { A: 'edge' }, /its derivative in r: .*divides by 0 at r = 0\.3/],
    ['A / (r - 0.7183)', { A: 'edge' }, /phi: .*divides by 0 at r = 0\.7183/],
    ['A * r^1.5', { A: 'edge' }, /divides by 0 at r = 0/],
    ['A * r^beta', { A: 'edge', beta: 'one' }, /power of 0 whose exponent/],
    ['A * abs(r)', { A: 'edge' }, /its derivative in r jumps from .*1 to .*1 at r = 0/],
    ['A * where(r < 0.25, r, r^2)', { A: 'edge' }, /phi jumps from 0\.25 to 0\.0625 at r = 0\.25/],
    ['w * exp(gi * gj)', { w: 'edge' }, /too large for float32/],
    ['exp(200 * r)', {}, /'exp\(200 \* r\)' is too large for float32 at r = 1/],
  ])('%s is refused', ([formula, roles, expected]) => {
    expect(message(() => pairLaw(formula, roles), LawDomainError)).toMatch(expected);
  });

  test('a smaller domain may allow what the whole one does not', () => {
    const law = pairLaw('w * exp(gi * gj)', { w: 'edge' }, { activities: [-1, 1] });
    expect(law.facts.coupled).toBe(true);
    expect(message(() => pairLaw('r', {}, { activities: [1, 2] }), LawDomainError)).toMatch(
      /0 belongs to every domain/,
    );
  });

  test('a coupling must read activities', () => {
    expect(message(() => couplingLaw('A * r', { A: 'edge' }), LawDomainError)).toMatch(/neither gi nor gj/);
  });
});

describe('Lagrangians', () => {
  test('facts of the built-in ones', () => {
    const facts = Object.fromEntries(Object.entries(lagrangianLaws).map(([name, law]) => [name, law.facts.range]));
    expect(facts).toEqual({
      relu: [0, Number.POSITIVE_INFINITY],
      tanh: [-1, 1],
      sigmoid: [0, 1],
      identity: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
      clip: [0, 1],
      repu3: [0, Number.POSITIVE_INFINITY],
    });
    for (const law of Object.values(lagrangianLaws))
      expect(law.facts).toMatchObject({ convex: 'proved', finite: 'proved' });
  });

  test('an inverse temperature is a parameter', () => {
    const law = lagrangian('softplus(beta * x) / beta', { beta: 'layer' });
    expect(textOf(law.activity)).toBe('sigmoid(beta * x)');
    expect(law.parameterSlopes).toHaveLength(1);
    expect(law.facts.range).toEqual([0, 1]);
  });

  test('one that is not convex is refused, and says so if it is asked for', () => {
    const double = 'x^4 / 4 - x^2 / 2';
    expect(message(() => lagrangian(double), ConvexityError)).toMatch(/below 0 at x = .*nonConvex: true/);
    expect(lagrangian(double, {}, { nonConvex: true }).facts.convex).toBe(false);
    expect(message(() => lagrangian('cos(x)'), ConvexityError)).toMatch(/below 0/);
    // -L'' of a narrow bump, away from any grid point.
    expect(message(() => lagrangian('x^2 / 2 - exp(-1000 * (x - 0.123)^2) / 100'), ConvexityError)).toMatch(/x = 0\.1/);
  });

  test('an activity that jumps and a Lagrangian that overflows are refused', () => {
    expect(message(() => lagrangian('abs(x)'), LawDomainError)).toMatch(/g = L' jumps from -1 to 1 at x = 0/);
    expect(message(() => lagrangian('exp(x)'), LawDomainError)).toMatch(/too large for float32 at x = /);
    expect(lagrangian('exp(x)', {}, { states: [-50, 50] }).facts.convex).toBe('proved');
  });
});

describe('parameters', () => {
  test.for<[string, GivenRoles, RegExp]>([
    ['r', { A: 'edge' }, /'A' does not occur/],
    ['A * r - A * r + r', { A: 'edge' }, /'A' does not occur in it, once simplified/],
    ['A * r', { A: 'neuron' }, /got per "neuron", allowed here are 'edge', 'weight', 'one'/],
    ['A * r', { A: 'node' as 'edge' }, /got per "node"/],
    ['A * r', { A: { per: 'edge', start: Number.NaN } }, /got start NaN/],
    ['A * r', { A: { per: 'edge', start: { deviation: 1, over: 'moon' as 'neurons' } } }, /neighbours or neurons/],
    ['A * r', { A: { per: 'edge', decays: 1 as unknown as boolean } }, /got decays 1/],
    ['A * r', { A: null as unknown as 'edge' }, /got per null/],
    ['r', { r: 'edge' }, /the name is taken/],
    ['r', { tanh: 'edge' }, /the name is taken/],
    ['r', { constructor: 'edge' } as unknown as GivenRoles, /the name is taken/],
    ['r', { 'a b': 'edge' }, /no name/],
    ['r', Object.fromEntries(Array.from({ length: 17 }, (_, k) => [`A${k}`, 'edge' as const])), /at most 16/],
  ])('%s with %o is refused', ([formula, roles, expected]) => {
    expect(message(() => pairLaw(formula, roles), ParameterRoleError)).toMatch(expected);
  });
});

describe('identity', () => {
  test('is that of the canonical form', () => {
    const law = pairLaw('C * r^2 / 2', { C: 'edge' });
    expect(law.identity).toMatch(/^[0-9a-f]{32}$/);
    expect(pairLaw('0.5 * r * r * C', { C: { per: 'edge' } })).toBe(law);
    expect(pairLaw(terms.div(terms.mul(terms.parameter('C'), terms.pow(terms.r, 2)), 2), { C: 'edge' })).toBe(law);
    expect(pairLaw('C * r^2 / 2', { C: 'one' }).identity).not.toBe(law.identity);
    expect(pairLaw('C * r^2 / 3', { C: 'edge' }).identity).not.toBe(law.identity);
  });

  test('does not change from one version to the next', () => {
    // Checkpoints and caches refer to it: computed once by this package, to be kept.
    expect(interactionLaws.tanh.identity).toBe(lawFromJson(lawToJson(interactionLaws.tanh)).identity);
    expect(interactionLaws.tanh.identity).toBe(keptIdentity);
  });
});

const keptIdentity = '79df046c9c7659fef03894285d96e5db';

describe('laws as data', () => {
  const laws = [
    ...Object.values(lagrangianLaws),
    ...Object.values(interactionLaws),
    ...Object.values(couplingLaws),
    ...Object.values(lossLaws),
    lagrangian('x^4 / 4 - x^2 / 2', {}, { nonConvex: true, states: [-3, 4] }),
    pairLaw('w * exp(gi * gj)', { w: { per: 'edge', start: { mean: 1, deviation: 0.5 } } }, { activities: [-1, 1] }),
  ];

  test.each(laws)('$kind $formula comes back', (law) => {
    expect(lawFromJson(JSON.parse(JSON.stringify(lawToJson(law))))).toBe(law);
  });

  test.for<[unknown, new (...args: never[]) => Error, RegExp]>([
    [null, LawFormatError, /a law: got null/],
    [[], LawFormatError, /a law: got \[\]/],
    [{ kind: 'pears', formula: 'r' }, LawFormatError, /kind: got "pears"/],
    [{ kind: 'pair' }, LawFormatError, /formula: got undefined/],
    [{ kind: 'pair', formula: 'r', code: 'alert(1)' }, LawFormatError, /code: got "alert\(1\)"/],
    [{ kind: 'pair', formula: 'r', states: [0, 1] }, LawFormatError, /states/],
    [{ kind: 'pair', formula: 'r', activities: [0, '1'] }, LawFormatError, /a list of two numbers/],
    [{ kind: 'pair', formula: 'A * r', parameters: 'A' }, LawFormatError, /parameters: got "A"/],
    [{ kind: 'pair', formula: 'A * r', parameters: { A: 7 } }, ParameterRoleError, /got per 7/],
    [{ kind: 'lagrangian', formula: 'x', nonConvex: 'yes' }, LawFormatError, /true or false/],
    [{ kind: 'pair', formula: '('.repeat(8_000) }, LawError, /nest too deeply/],
    [{ kind: 'pair', formula: 'process.exit(1)' }, LawError, /position|at 7|not known/],
    [JSON.parse('{"kind":"pair","formula":"r","__proto__":{"x":1}}'), LawFormatError, /__proto__/],
  ])('%j is refused', ([value, kind, expected]) => {
    expect(message(() => lawFromJson(value), kind)).toMatch(expected);
  });

  test('a formula whose derivatives grow without end is refused by name', () => {
    const factors = Array.from({ length: 60 }, (_, k) => `sin(${k + 1} * gi * gj * r)`).join(' * ');
    expect(message(() => pairLaw(factors), ExpressionSizeError)).toMatch(/nodes of a law with its derivatives/);
  });
});

test('losses', () => {
  expect(textOf(lossLaws.squaredError.slope)).toBe('2 * (out - y)');
  expect(textOf(lossLaws.logistic.slope)).toBe('-y * sigmoid(-out * y)');
  expect(lossLaw('sqrt(delta^2 + (out - y)^2)', { delta: 'one' }).parameters).toHaveLength(1);
});
