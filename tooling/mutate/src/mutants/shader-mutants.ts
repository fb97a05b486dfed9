import { parseSync, Visitor } from 'oxc-parser';
import { UnreadableCodeError } from './code-mutants.ts';
import type { Change } from './mutant.ts';
import { operators, otherNumbers } from './operators.ts';

/** Binary operators of WGSL as they stand in formatted text, functions of two arguments, and numbers. */
const places =
  / (?<operator>[-+*/]=?|%|[<>]=?|[!=]=|&&|\|\|) |\b(?<function>min|max)(?=\()|(?<![\w.])(?<number>\d+(?:\.\d+)?(?:e[-+]?\d+)?[uf]?)(?![\w.])/g;

/**
 * Changes of the WGSL that stands in templates and texts of a TypeScript file: operators, numbers and conditions of `if`.
 * @throws {UnreadableCodeError} if the file cannot be parsed.
 */
export function shaderChanges(file: string, text: string): readonly Change[] {
  const { program, errors } = parseSync(file, text, { lang: 'ts' });
  if (errors.length > 0) throw new UnreadableCodeError(`${file}: ${errors[0]!.message}`);
  const changes: Change[] = [];
  const pieces: { readonly start: number; readonly end: number }[] = [];
  const imports: string[] = [];
  new Visitor({
    TemplateElement: (node) => void pieces.push(node),
    Literal: (node) => {
      if (typeof node.value === 'string') pieces.push(node);
    },
    ImportDeclaration: ({ source }) => void imports.push(`${source.start}`),
  }).visit(program);
  for (const { start, end } of pieces.filter((piece) => !imports.includes(`${piece.start}`))) {
    const piece = text.slice(start, end);
    for (const { index, groups, 0: found } of piece.matchAll(places)) {
      const put = (offset: number, original: string, replacement: string, operator: string): void => {
        const at = start + index + offset;
        changes.push({ start: at, end: at + original.length, replacement, operator });
      };
      const { operator, number } = groups!;
      if (operator !== undefined && operators[operator] !== undefined)
        put(1, operator, operators[operator], 'operator');
      if (found === 'min' || found === 'max') put(0, found, found === 'min' ? 'max' : 'min', 'function');
      if (number !== undefined) for (const other of otherNumbers(number)) put(0, number, other, 'number');
    }
    for (const condition of conditions(piece)) {
      for (const value of ['true', 'false']) {
        changes.push({
          start: start + condition.start,
          end: start + condition.end,
          replacement: value,
          operator: 'branch',
        });
      }
    }
  }
  return changes;
}

/** What stands between the brackets of each `if (...)` that ends in the same piece of text. */
function conditions(piece: string): readonly { readonly start: number; readonly end: number }[] {
  return [...piece.matchAll(/\bif \(/g)].flatMap(({ index, 0: found }) => {
    const start = index + found.length;
    let depth = 1;
    for (let end = start; end < piece.length; end++) {
      if (piece[end] === '(') depth++;
      else if (piece[end] === ')') depth--;
      if (depth === 0) return [{ start, end }];
    }
    return [];
  });
}
