import { resolveSystem, type SystemSpec, ValueError } from '@hkmem/backend';
import { lagrangian, lagrangianLaws } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { lagrangianForm, lagrangianOf, lagrangians } from './lagrangian.ts';

/** The slope of f at 0, by central differences. */
const slope = (f: (h: number) => number): number => (f(1e-5) - f(-1e-5)) / 2e-5;

describe('of a system', () => {
  const x = Float64Array.of(0.3, -1.2, 0.7, 0.1, -0.4);
  const spec = (activation: 'tanh', layers: NonNullable<SystemSpec['threshold']>['layers']): SystemSpec => ({
    neurons: 5,
    threshold: { activation, ...(layers && { layers }) },
  });

  test('whose units are alike is that of their name', () => {
    expect(lagrangianOf(spec('tanh', undefined))).toBe(lagrangians.tanh);
    expect(lagrangianOf(spec('tanh', [2, 3]))).toBe(lagrangians.tanh);
  });

  test('whose layers differ is the sum over them, each with its own beta', () => {
    const own = lagrangianOf(spec('tanh', [2, { size: 3, activation: 'softmax', beta: 4 }]));
    const [a, b, ...rest] = x;
    const exponentials = rest.map((entry) => Math.exp(4 * entry));
    const total = exponentials.reduce((sum, entry) => sum + entry, 0);
    expect(own.value(x)).toBeCloseTo(Math.log(Math.cosh(a!)) + Math.log(Math.cosh(b!)) + Math.log(total) / 4, 13);
    const g = [Math.tanh(a!), Math.tanh(b!), ...exponentials.map((entry) => entry / total)];
    own.activity(x).forEach((entry, i) => {
      expect(entry).toBeCloseTo(g[i]!, 14);
    });
    const v = Float64Array.of(1, -2, 0.5, 3, -1);
    own.hessianProduct(x, v).forEach((entry, i) => {
      expect(entry).toBeCloseTo(
        slope((h) => own.activity(x.map((at, k) => at + h * v[k]!))[i]!),
        8,
      );
    });
    expect(own.name).toMatch(/ \+ softmax$/);
    expect(own.formula).toContain('\\frac{1}{4} \\log \\sum_i e^{(4 x)_i}');
    expect(own.activityFormula.split(',\\; ')).toHaveLength(2);
  });

  test('with one beta for all units has it in value and slope', () => {
    const steep = lagrangianOf({ neurons: 2, threshold: { activation: 'softmax', beta: 3 } });
    const at = Float64Array.of(0.2, -0.1);
    expect(steep.value(at)).toBeCloseTo(Math.log(Math.exp(0.6) + Math.exp(-0.3)) / 3, 14);
    expect(steep.activity(at)[0]).toBeCloseTo(1 / (1 + Math.exp(-0.9)), 14);
    expect(steep).not.toBe(lagrangians.softmax);
  });

  test('with parameters of a law needs them', () => {
    const learned = lagrangian('a * x^2 / 2 + c * x', { a: 'neuron', c: 'one' });
    const system: SystemSpec = { neurons: 2, threshold: { activation: learned } };
    const { paths } = resolveSystem(system).layers[0]!;
    const values = { [paths['a']!]: Float64Array.of(2, 3), [paths['c']!]: Float64Array.of(-1) };
    const own = lagrangianOf(system, values);
    expect(own.value(Float64Array.of(1, 2))).toBeCloseTo(1 - 1 + 6 - 2, 13);
    expect([...own.activity(Float64Array.of(1, 2))]).toEqual([1, 5]);
    expect(() => lagrangianOf(system)).toThrow(`no values of '${paths['a']}'`);
    const { [paths['c']!]: _, ...few } = values;
    expect(() => lagrangianOf(system, few)).toThrow(`no values of '${paths['c']}'`);
  });

  test('a law without parameters is named by its formula', () => {
    const clip = lagrangianOf({ neurons: 1, threshold: { activation: lagrangianLaws.clip } });
    expect(clip.name).toBe(lagrangianLaws.clip.formula);
    expect(clip.value(Float64Array.of(3))).toBeCloseTo(4.5 - 2, 14);
  });

  test('without threshold units there is none', () => {
    const graph = { neurons: 2, sources: Int32Array.of(0), targets: Int32Array.of(1) };
    const oscillators = { dimension: 2, graph, interaction: 'linear', omega: 'none' } as const;
    expect(() => lagrangianOf({ neurons: 2, oscillators })).toThrow(ValueError);
    expect(() => lagrangianOf({ neurons: 2, oscillators })).toThrow(/a system without threshold units/);
  });
});

test('forms of all units: beta stands in front of L and before x, unless it is 1', () => {
  expect(lagrangianForm('softmax').formula).toBe('\\log \\sum_i e^{x_i}');
  const layer = (activation: 'sphericalNorm' | 'layerNorm', beta: number | 'layer'): string => {
    const threshold = { activation: 'tanh', layers: [1, { size: 2, activation, beta }] } as const;
    const spec: SystemSpec = { neurons: 3, threshold };
    const path = resolveSystem(spec).layers[1]!.paths;
    return lagrangianOf(spec, Object.fromEntries(Object.values(path).map((each) => [each, Float64Array.of(2)])))
      .formula;
  };
  expect(layer('sphericalNorm', 2)).toContain('\\frac{1}{2} \\sqrt{\\sum_i (2 x)_i^2 + \\epsilon}');
  expect(layer('layerNorm', 'layer')).toContain(
    '\\frac{1}{\\beta} n \\sqrt{\\operatorname{var}((\\beta x)) + \\epsilon}',
  );
});
