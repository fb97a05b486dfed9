import { FormulaError } from '../errors.ts';

/** A piece of a formula. */
export interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
  /** Where it begins, counted from 0. */
  readonly position: number;
}

/** Most characters of a formula. */
export const mostCharacters = 10_000;

const pattern =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(<=|>=|[-+*/^(),<>]))/y;

/** What people write where this grammar has something else. */
const hints: Readonly<Record<string, string>> = {
  '×': "Write '*' for a product.",
  '·': "Write '*' for a product.",
  '−': "Write '-', the plain minus sign.",
  '²': "Write '^2' for a square.",
  '=': 'A formula has no equals sign; write its right side. Compare by <, <=, > or >=.',
  '&': 'Put one where(...) into another.',
  '?': "Write 'where(a < b, p, q)' for a conditional.",
  ';': "Write ',' between arguments.",
  '[': "Write '(' for a bracket.",
  '{': "Write '(' for a bracket.",
  '|': "Write 'abs(...)' for an absolute value.",
  '.': "Write a digit beside the point, as in '0.5'.",
};

/** The tokens of a formula, the last one its end. @throws {FormulaError} at the first character that fits nowhere. */
export function tokensOf(formula: string): readonly Token[] {
  if (formula.length > mostCharacters) {
    const problem = `the formula has ${formula.length} characters`;
    throw new FormulaError(formula, mostCharacters, problem, `At most ${mostCharacters} are allowed.`);
  }
  const tokens: Token[] = [];
  const end = formula.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(formula);
    if (match === null) throw strange(formula, from + /^\s*/.exec(formula.slice(from))![0].length);
    const [whole, number, name, sign] = match;
    const text = number ?? name ?? sign!;
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign';
    tokens.push({ kind, text, position: from + whole.length - text.length });
  }
  tokens.push({ kind: 'end', text: '', position: end });
  return tokens;
}

function strange(formula: string, position: number): FormulaError {
  const character = String.fromCodePoint(formula.codePointAt(position)!);
  const way = hints[character] ?? 'Allowed are numbers, names, + - * / ^, comparisons, brackets and commas.';
  return new FormulaError(formula, position, `'${character}' is no part of a formula`, way);
}
