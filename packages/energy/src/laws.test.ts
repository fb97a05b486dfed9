import { logCosh, sigmoid, softplus } from '@hkmem/backend';
import { interactionLaws, lagrangian, lagrangianLaws, pairLaw, scalarFunction } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { lagrangianForm } from './lagrangian.ts';
import { pairPotentialForm } from './pair-potential.ts';

/**
 * The built-in laws compute what their definitions say, written out by hand in forms that stay finite. Largest difference allowed:
 * 1e-14 of max(1, |value|), some rounding errors.
 */
function expectSame(got: number, expected: number, what: string): void {
  expect(Math.abs(got - expected) / Math.max(1, Math.abs(expected)), what).toBeLessThan(1e-14);
}

/** Points of [-limit, limit], both ends and 0 included, denser near 0. */
const points = (limit: number): readonly number[] =>
  Array.from({ length: 2001 }, (_, k) => limit * ((k - 1000) / 1000) ** 3);

type Scalar = (x: number) => number;

/** L, g and the slope of g. */
const definitions: Readonly<Record<'relu' | 'tanh' | 'sigmoid' | 'identity', readonly [Scalar, Scalar, Scalar]>> = {
  relu: [(x) => 0.5 * Math.max(x, 0) ** 2, (x) => Math.max(x, 0), (x) => (x > 0 ? 1 : 0)],
  tanh: [logCosh, Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
  sigmoid: [softplus, sigmoid, (x) => sigmoid(x) * (1 - sigmoid(x))],
  identity: [(x) => 0.5 * x * x, (x) => x, () => 1],
};

describe.each(['relu', 'tanh', 'sigmoid', 'identity'] as const)('Lagrangian %s', (name) => {
  test('L, g and L" up to |x| = 200', () => {
    const law = lagrangianLaws[name];
    const evaluate = scalarFunction(law.arena, [law.value, law.activity, law.slope]);
    for (const x of points(200)) {
      const got = evaluate({ x });
      definitions[name].forEach((expected, k) => {
        expectSame(got[k]!, expected(x), `derivative ${k} of L at ${x}`);
      });
    }
  });
});

describe.each(['relu', 'sigmoid', 'tanh'] as const)('interaction %s', (name) => {
  test("phi, phi' and its reverse pass", () => {
    const law = interactionLaws[name];
    const { value, force, adjoint } = law;
    const evaluate = scalarFunction(law.arena, [value, force, adjoint.r, ...adjoint.parameters]);
    const [primitive, f, slope] = definitions[name];
    const [A, B] = [0.7, -1.3];
    for (const r of points(1)) {
      for (const scale of [1, -0.37]) {
        const [phi, along, dr, dA, dB] = evaluate({ r, A, B, 'r~': scale });
        expectSame(phi!, A * r + B * primitive(r), `phi(${r})`);
        expectSame(along!, A + B * f(r), `phi'(${r})`);
        expectSame(dr!, scale * B * slope(r), `reverse pass at ${r}`);
        expectSame(dA!, scale, `dA at ${r}`);
        expectSame(dB!, scale * f(r), `dB at ${r}`);
      }
    }
  });
});

test('forms of laws that are not built in', () => {
  expect(lagrangianForm(lagrangianLaws.clip)).toEqual({
    formula: '\\sum_i \\tfrac{1}{2} \\left(\\max(x_i, 0)^{2} - \\max(x_i - 1, 0)^{2}\\right)',
    activityFormula: '\\max(x_i, 0) - \\max(x_i - 1, 0)',
  });
  expect(lagrangianForm(lagrangian('a * x^2 + softplus(x)', { a: 'neuron' })).formula).toBe(
    '\\sum_i \\left(\\log\\left(1 + e^{x_i}\\right) + a_i x_i^{2}\\right)',
  );
  expect(pairPotentialForm(pairLaw('C_far * r^2 / 2', { C_far: 'edge' }))).toEqual({
    name: 'C_far * r^2 / 2',
    formula: '\\tfrac{1}{2} {C_{\\mathrm{far}}}_e r^{2}',
    slopeFormula: '{C_{\\mathrm{far}}}_e r',
  });
});
