import { lagrangianForm, pairPotentialForm } from '@hkmem/energy';
import { lagrangian, pairLaw } from '@hkmem/laws';
import type { LawRequest, LawView } from './law-protocol.ts';

/** A law of threshold units or of pairs. */
export type Law = ReturnType<typeof lagrangian> | ReturnType<typeof pairLaw>;

/** The law that is asked for. @throws what the law's maker throws, naming what is wrong with it. */
export function lawOf({ kind, formula }: Pick<LawRequest, 'kind' | 'formula'>): Law {
  const parameters = /\bA\b/.test(formula) ? ({ A: 'one' } as const) : {};
  return kind === 'lagrangian' ? lagrangian(formula, parameters) : pairLaw(formula, parameters);
}

/** A law and its slope, as TeX. */
export function texOf(law: Law): LawView['tex'] {
  if ('activity' in law) {
    const { formula, activityFormula } = lagrangianForm(law);
    return { value: `L(x) = ${formula}`, slope: `g_i = ${activityFormula}` };
  }
  const { formula, slopeFormula } = pairPotentialForm(law);
  return { value: `\\varphi(r) = ${formula}`, slope: `\\varphi'(r) = ${slopeFormula}` };
}
