import { expect, test } from 'vitest';
import { Arena } from '../expression/arena.ts';
import { parse } from '../expression/parse.ts';
import { interactionLaws, lagrangianLaws } from '../law/built-in.ts';
import { pairLaw } from '../law/pair-law.ts';
import { texOf } from './tex.ts';

const symbols = { variables: ['r', 'x', 'gi', 'gj'], parameters: ['A', 'beta', 'w_far', 'width'] };

test.for<[string, string]>([
  ['A * r^2 / 2', '\\tfrac{1}{2} A r^{2}'],
  ['3 * r / 4', '\\tfrac{3}{4} r'],
  ['(r - x)^2', '\\left(r - x\\right)^{2}'],
  ['-A * gi * gj', '-A g_i g_j'],
  ['tanh(beta * x)', '\\tanh\\left(\\beta x\\right)'],
  ['tanh(x)^2', '\\left(\\tanh x\\right)^{2}'],
  ['1 / (1 + exp(-x))', '\\frac{1}{1 + e^{-x}}'],
  ['sqrt(1 + x^2)', '\\sqrt{1 + x^{2}}'],
  ['abs(x) - relu(x)', '\\left|x\\right| - \\max(x, 0)'],
  ['softplus(x)', '\\log\\left(1 + e^{x}\\right)'],
  ['where(x < 1, x, 1)', '\\begin{cases} x & x < 1 \\\\ 1 & \\text{otherwise} \\end{cases}'],
  ['w_far * width * r', 'w_{\\mathrm{far}} \\mathrm{width} r'],
  ['1e-7 * x', '1 \\cdot 10^{-7} x'],
  ['step(x) * sigmoid(x)', '\\sigma\\left(x\\right) \\left[x > 0\\right]'],
])('%s', ([formula, expected]) => {
  const arena = new Arena();
  expect(texOf(arena.import(parse(formula, symbols)))).toBe(expected);
});

test('names may be given, as an index of the edge', () => {
  const law = interactionLaws.tanh;
  expect(texOf(law.value, { A: 'A_e', B: 'B_e' })).toBe('A_e r + B_e \\log \\cosh r');
  expect(texOf(law.force, { A: 'A_e', B: 'B_e' })).toBe('A_e + B_e \\tanh r');
  expect(texOf(lagrangianLaws.clip.activity)).toBe('\\max(x, 0) - \\max(x - 1, 0)');
  const long = pairLaw(Array.from({ length: 40 }, (_, k) => `sin(${k + 1} * r)`).join(' + '));
  expect(texOf(long.value).length).toBeGreaterThan(400);
});
