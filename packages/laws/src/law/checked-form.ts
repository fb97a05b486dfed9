import type { Evidence } from './evidence.ts';
import type { LagrangianFacts } from './lagrangian-parts.ts';
import type { LawParameter } from './parameter.ts';

/** A law as it was found when it was checked: all that making it again needs. */
export interface CheckedForm<Facts extends { readonly finite: Evidence } = { readonly finite: Evidence }> {
  /** Its formula as `readPostfix` reads it. */
  readonly postfix: string;
  /** In the order of their names. */
  readonly parameters: readonly LawParameter[];
  /** As that of the law. */
  readonly identity: string;
  /** What the checks found. */
  readonly facts: Facts;
}

/** The same of a Lagrangian. */
export type CheckedLagrangian = CheckedForm<LagrangianFacts>;
