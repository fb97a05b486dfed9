import {
  type CouplingSpec,
  couplingNames,
  HkmemError,
  interactionNames,
  type LagrangianName,
  lagrangianNames,
  type OscillatorSpec,
  type ThresholdSpec,
} from '@hkmem/backend';
import { type LagrangianLaw, type LawKind, lagrangianLaws, lawFromText, type PairLaw } from '@hkmem/laws';
import { z } from 'zod';

/** An activity by its name in the contract, those of a whole layer too, or `clip`, x limited to [0, 1]. */
export type ActivityName = LagrangianName | 'clip';

/** Activities that a memory, or a layer of it, may be configured with. */
export const activityNames: readonly ActivityName[] = [...lagrangianNames, 'clip'];

/** What a system is made with for a configured activity. @throws {LawError} for a formula that is no Lagrangian. */
export function activationOf(text: string): ThresholdSpec['activation'] {
  if (text === 'clip') return lagrangianLaws.clip;
  return lagrangianNames.find((name) => name === text) ?? (lawFromText('lagrangian', text) as LagrangianLaw);
}

/** The same of an interaction phi(r). */
export function interactionOf(text: string): OscillatorSpec['interaction'] {
  return interactionNames.find((name) => name === text) ?? (lawFromText('pair', text) as PairLaw);
}

/** The same of a coupling psi(r, gi, gj). */
export function couplingKindOf(text: string): CouplingSpec['kind'] {
  return couplingNames.find((name) => name === text) ?? (lawFromText('pair', text) as PairLaw);
}

/** One word, which can be nothing but a name; x and r are formulas too. */
const word = /^[A-Za-z][A-Za-z0-9_-]+$/;

/** A name out of a list, or a formula whose parameters have roles; a single word that is not in the list is a wrong name. */
export function nameOrFormula(names: readonly string[], kind: LawKind, coupled?: boolean): z.ZodString {
  return z.string().superRefine((text, context) => {
    if (names.includes(text)) return;
    if (word.test(text) || text === '') {
      context.addIssue({ code: 'invalid_value', values: [...names], input: text });
      return;
    }
    const message = problemOf(text, kind, coupled);
    if (message !== undefined) context.addIssue({ code: 'custom', message, input: text });
  });
}

function problemOf(text: string, kind: LawKind, coupled: boolean | undefined): string | undefined {
  try {
    const law = lawFromText(kind, text);
    if (law.kind !== 'pair' || law.facts.coupled === coupled) return undefined;
    return coupled ? 'should read gi and gj, as a coupling does' : 'should read r alone: gi and gj make it a coupling';
  } catch (error) {
    if (error instanceof HkmemError) return error.message;
    throw error;
  }
}
