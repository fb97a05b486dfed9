import { expect, test } from 'vitest';
import { scalarFunction } from '../program/closure.ts';
import { lagrangianLaws } from './built-in.ts';
import { withInverseTemperature } from './inverse-temperature.ts';
import { lagrangian } from './lagrangian-law.ts';

test('L(beta x) / beta has the activity g(beta x), with beta a number or a parameter', () => {
  const cold = withInverseTemperature(lagrangianLaws.tanh, 3);
  expect(cold.parameters).toEqual([]);
  const [L, g] = scalarFunction(cold.arena, [cold.value, cold.activity])({ x: 0.4 });
  expect(L).toBeCloseTo(Math.log(Math.cosh(1.2)) / 3, 14);
  expect(g).toBeCloseTo(Math.tanh(1.2), 14);
  const learned = withInverseTemperature(lagrangianLaws.tanh, { per: 'neuron', start: 2 });
  expect(learned.parameters).toEqual([{ name: 'beta', per: 'neuron', start: 2, decays: false }]);
  const [activity, slope] = scalarFunction(learned.arena, [learned.activity, learned.parameterSlopes[0]!])({
    x: 0.4,
    beta: 3,
  });
  expect(activity).toBeCloseTo(Math.tanh(1.2), 15);
  expect(slope).toBeCloseTo(0.4 / Math.cosh(1.2) ** 2, 15);
});

test('at 1 it is the law itself, and a name that is taken is refused', () => {
  expect(withInverseTemperature(lagrangianLaws.relu, 1)).toBe(lagrangianLaws.relu);
  const own = lagrangian('softplus(beta * x) / beta', { beta: 'one' });
  expect(() => withInverseTemperature(own, 'layer')).toThrow(/has a parameter 'beta' already.*Rename it/);
  expect(withInverseTemperature(own, 2).parameters.map(({ name }) => name)).toEqual(['beta']);
});

test('what is not above 0, or does not start there, is refused by name', () => {
  const { tanh } = lagrangianLaws;
  for (const beta of [0, -2, Number.POSITIVE_INFINITY]) {
    expect(() => withInverseTemperature(tanh, beta)).toThrow(/got .*allowed are numbers above 0/);
  }
  const spread = { per: 'neuron', start: { mean: 1, deviation: 2 } } as const;
  expect(() => withInverseTemperature(tanh, spread)).toThrow(/got 3 and -1 and 1, allowed are numbers above 0/);
  expect(() => withInverseTemperature(tanh, { per: 'edge' as 'layer' })).toThrow(
    /beta.per: 'edge' is not known, allowed are 'layer', 'neuron'/,
  );
});

test('one object for one law and beta; another beta is another law', () => {
  const { tanh } = lagrangianLaws;
  expect(withInverseTemperature(tanh, 2)).toBe(withInverseTemperature(tanh, 2));
  expect(withInverseTemperature(tanh, 2).identity).not.toBe(withInverseTemperature(tanh, 3).identity);
  expect(withInverseTemperature(tanh, 'layer')).toBe(withInverseTemperature(tanh, { per: 'layer', start: 1 }));
  expect(withInverseTemperature(tanh, 'layer')).not.toBe(withInverseTemperature(tanh, 'neuron'));
});
