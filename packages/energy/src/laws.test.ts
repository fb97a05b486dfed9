import { activations, type OscillatorSpec, pairInteraction } from '@hkmem/backend';
import { interactionLaws, lagrangianLaws, scalarFunction } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';

/**
 * The laws that stand for the hand-written functions compute the same numbers. Largest difference allowed: 1e-14 of
 * max(1, |value|), some rounding errors.
 */
function expectSame(got: number, expected: number, what: string): void {
  expect(Math.abs(got - expected) / Math.max(1, Math.abs(expected)), what).toBeLessThan(1e-14);
}

/** Points of [-limit, limit], both ends and 0 included, denser near 0. */
const points = (limit: number): readonly number[] =>
  Array.from({ length: 2001 }, (_, k) => limit * ((k - 1000) / 1000) ** 3);

describe.each(['relu', 'tanh', 'sigmoid', 'identity'] as const)('Lagrangian %s', (name) => {
  test('L, g and L" are those of the reference up to |x| = 200', () => {
    const law = lagrangianLaws[name];
    const evaluate = scalarFunction(law.arena, [law.value, law.activity, law.slope]);
    const activation = activations[name];
    const [g, slope] = [new Float64Array(1), new Float64Array(1)];
    for (const entry of points(200)) {
      const x = Float64Array.of(entry);
      const [value, activity, curve] = evaluate({ x: entry });
      activation.activity(x, g);
      activation.hessianProduct(x, g, Float64Array.of(1), slope);
      expectSame(value!, activation.lagrangian(x), `L(${entry})`);
      expectSame(activity!, g[0]!, `g(${entry})`);
      expectSame(curve!, slope[0]!, `L"(${entry})`);
    }
  });
});

describe.each(['linear', 'relu', 'sigmoid', 'tanh'] as const)('interaction %s', (name) => {
  test("phi, phi' and its reverse pass are those of the reference", () => {
    const law = interactionLaws[name];
    const { value, force, adjoint } = law;
    const evaluate = scalarFunction(law.arena, [value, force, adjoint.r, ...adjoint.parameters]);
    const graph = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
    const spec: OscillatorSpec = { dimension: 3, graph, interaction: name, omega: 'none' };
    const [A, B] = [0.7, -1.3];
    const reference = pairInteraction(spec, { 'kuramoto.A': Float64Array.of(A), 'kuramoto.B': Float64Array.of(B) });
    for (const r of points(1)) {
      for (const scale of [1, -0.37]) {
        const gradients = { 'kuramoto.A': new Float64Array(1), 'kuramoto.B': new Float64Array(1) };
        const dr = reference.forceVjp(0, r, scale, gradients);
        const [phi, slope, along, dA, dB = 0] = evaluate({ r, A, B, 'r~': scale });
        expectSame(phi!, reference.energy(0, r), `phi(${r})`);
        expectSame(slope!, reference.force(0, r), `phi'(${r})`);
        expectSame(along!, dr, `reverse pass at ${r}`);
        expectSame(dA!, gradients['kuramoto.A'][0]!, `dA at ${r}`);
        expectSame(dB, gradients['kuramoto.B'][0]!, `dB at ${r}`);
      }
    }
  });
});
