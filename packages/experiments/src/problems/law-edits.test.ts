import { beforeAll, expect, test } from 'vitest';
import { checkEdit } from '../config/check-config.ts';
import { loadData } from '../data/load-data.ts';
import { UnrememberedStartError } from '../errors.ts';
import type { Memory } from '../memory/memory.ts';
import { glyphsRecipe } from '../recipes/glyphs.ts';
import { quick } from '../recipes/quick.ts';
import { recipeOfLaws } from '../recipes/recipe-of-laws.ts';
import { untrained } from '../training/pace.ts';
import { baseProblem, editProblem, type Problem } from './problem.ts';

let dataset: Awaited<ReturnType<typeof loadData>>;
let base: Memory;
beforeAll(async () => {
  dataset = await loadData('glyphs', {});
  const config = { task: 'base', data: 'glyphs', seed: 1, ...glyphsRecipe.base } as const;
  base = { ...untrained(baseProblem(config, dataset)), hash: 'a'.repeat(64) };
});

const edit = (interaction: string): Problem => {
  const usual = glyphsRecipe.edit('swap', 'additive');
  const oscillators = { ...usual.oscillators, interaction, memory: 2 };
  return editProblem({ task: 'swap', data: 'glyphs', seed: 1, base: base.hash, ...usual, oscillators }, dataset, base);
};

test('a first interaction that keeps the start goes to what stands before r, whatever it is called', () => {
  const linear = edit('linear').parameters['kuramoto.A']!;
  const law = edit('Z * r + B * exp(-r^2) + K * sin(r); Z: edge, B: edge, K: one');
  expect(law.trainable).toEqual([
    'kuramoto.B',
    'kuramoto.K',
    'kuramoto.Z',
    'kuramoto.omega',
    'start.s',
    'coupling.alpha',
  ]);
  expect(law.parameters['kuramoto.Z']).toEqual(linear);
  expect(new Set(Array.from(law.parameters['kuramoto.K']!))).toEqual(new Set([1]));
});

test.for(['C * r^2 / 2; C: edge', 'A * r; A: one', 'mlpShared'])('an interaction without it is refused: %s', (text) => {
  expect(() => edit(text)).toThrow(UnrememberedStartError);
  const usual = glyphsRecipe.edit('swap', 'additive');
  const oscillators = { ...usual.oscillators, interaction: text, memory: 2 };
  const problems = checkEdit({ task: 'swap', data: 'glyphs', seed: 1, base: base.hash, ...usual, oscillators }, 104);
  expect(problems).toEqual([{ path: 'oscillators.memory', words: expect.stringMatching(/'A \* r', A a parameter/) }]);
});

test('what a recipe says of parameters that a law lacks is left out, and nothing else', () => {
  const usual = quick.edit('associative-swap', 'additive');
  expect(recipeOfLaws(usual, {})).toEqual(usual);
  const given = { oscillators: { interaction: 'B * r^2; B: edge' }, coupling: { kind: '-w * r * gi * gj; w: edge' } };
  const { optimiser, freezeUntil, ...rest } = recipeOfLaws(usual, given);
  expect(Object.keys(optimiser.groups!)).toEqual(['kuramoto.B']);
  expect(freezeUntil).toEqual({});
  expect({ ...rest, optimiser: usual.optimiser, freezeUntil: usual.freezeUntil }).toEqual(usual);
  expect(recipeOfLaws(usual, { oscillators: { interaction: 'nonsense' } })).toEqual(usual);
});
