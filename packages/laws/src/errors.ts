import { HkmemError } from '@hkmem/errors';
import { closest, distance } from 'fastest-levenshtein';

export { HkmemError } from '@hkmem/errors';

/** Base of every error that a law throws. */
export class LawError extends HkmemError {}

/** A formula that cannot be read. */
export class FormulaError extends LawError {
  /** Where in the formula, counted from 0. */
  readonly position: number;

  constructor(formula: string, position: number, problem: string, way: string) {
    super(`formula '${excerpt(formula, position)}': at ${position}, ${problem}. ${way}`);
    this.position = position;
  }
}

/** A name in a formula that stands for nothing. */
export class UnknownSymbolError extends FormulaError {
  constructor(formula: string, position: number, name: string, known: readonly string[]) {
    super(formula, position, `'${shortened(name)}' is not known`, `${nearest(name, known)} A parameter needs a role.`);
  }
}

/** An expression, or what follows from it, beyond a limit. */
export class ExpressionSizeError extends LawError {
  constructor(what: string, got: number, limit: number) {
    const way = 'Write a shorter form, or split the law into two.';
    super(`${what}: got ${got > 1e15 ? 'more than 1e15' : got}, at most ${limit} are allowed. ${way}`);
  }
}

/** A parameter without a role, a role without a parameter, or a role that this kind of law does not have. */
export class ParameterRoleError extends LawError {}

/** A law that has no value or no derivative somewhere on its domain. */
export class LawDomainError extends LawError {}

/** A Lagrangian that is not convex: energies need not fall along its flow. */
export class ConvexityError extends LawError {}

/** Something read from a file that is no law. */
export class LawFormatError extends LawError {}

/** The end of a message about an unknown word: the nearest known one if it is near, and the list. */
export function nearest(word: string, known: readonly string[]): string {
  const list = `Known are ${known.join(', ')}.`;
  if (known.length === 0) return 'Nothing is known here.';
  if (word.length > 100) return list;
  const found = closest(word, [...known]);
  return distance(word, found) <= Math.floor(found.length / 2) ? `Did you mean '${found}'? ${list}` : list;
}

/** A text in a message: at most 40 characters of it. */
export function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}

function excerpt(formula: string, position: number): string {
  if (formula.length <= 80) return formula;
  const start = Math.max(0, Math.min(position - 40, formula.length - 80));
  return `${start > 0 ? '...' : ''}${formula.slice(start, start + 80)}${start + 80 < formula.length ? '...' : ''}`;
}
