import type { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import type { LawParameter } from './parameter.ts';

/** What a law is a law of. */
export type LawKind = 'pair' | 'lagrangian' | 'loss';

/** What every law is: a formula with the roles of its parameters. Two laws of one identity are the same law. */
export interface LawBase {
  /** What it is a law of. */
  readonly kind: LawKind;
  /** The canonical text; reading it gives the same law. */
  readonly formula: string;
  /** In the order of their names. */
  readonly parameters: readonly LawParameter[];
  /**
   * Kind, formula, roles and options as a hash of 32 hexadecimal digits; of a law at an inverse temperature that of the law,
   * and beta.
   */
  readonly identity: string;
  /** Where the expressions live. */
  readonly arena: Arena;
  /** The formula. */
  readonly value: Node;
}

/** A law without what follows from its kind. */
export type Formula = Omit<LawBase, 'kind'>;

/** Text that two laws share only if they are the same. */
export function keyOf(
  kind: LawKind,
  formula: string,
  parameters: readonly LawParameter[],
  options: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify([kind, formula, parameters, options]);
}

/** Laws that were made before, the least used ones given up first. */
export class LawCache<L extends LawBase> {
  readonly #laws = new Map<string, L>();

  /** The law of this key, made if it is new. */
  get(key: string, make: () => L): L {
    const law = this.#laws.get(key) ?? make();
    this.#laws.delete(key);
    this.#laws.set(key, law);
    if (this.#laws.size > mostKept) this.#laws.delete(this.#laws.keys().next().value!);
    return law;
  }
}

const mostKept = 64;
