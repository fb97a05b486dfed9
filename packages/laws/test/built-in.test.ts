import { expect, test } from 'vitest';
import { builtInFormulas } from '../build/built-in-formulas.ts';
import { checkedForms } from '../build/built-in-text.ts';
import { Arena } from '../src/expression/arena.ts';
import { readPostfix } from '../src/expression/postfix.ts';
import { textOf } from '../src/expression/text.ts';
import { couplingLaws, interactionLaws, lagrangianLaws, lossLaws } from '../src/law/built-in.ts';
import { builtInForms } from '../src/law/built-in-forms.ts';

test('the forms in use are those of the formulas; if not: pnpm --filter @hkmem/laws built-in, then pnpm format', () => {
  expect(builtInForms).toEqual(checkedForms());
});

test('a law from its form is the law from its formula, and is that object', () => {
  const made = {
    lagrangians: lagrangianLaws,
    interactions: interactionLaws,
    couplings: couplingLaws,
    losses: lossLaws,
  };
  for (const [group, laws] of Object.entries(builtInFormulas)) {
    const own = made[group as keyof typeof made] as Readonly<Record<string, unknown>>;
    for (const [name, law] of Object.entries(laws)) expect(own[name]).toBe(law);
  }
});

test('words that arguments stand before are read as what was written', () => {
  const arena = new Arena();
  expect(textOf(readPostfix(arena, 'A r mul x 0.5 sub 2 pow 0.001 add add', ['A']))).toBe(
    '0.001 + A * r + (x - 0.5)^2',
  );
  expect(textOf(readPostfix(arena, 'gi gj r x less', []))).toBe('where(gi < gj, r, x)');
});
