import { parseSync, Visitor } from 'oxc-parser';
import type { Change } from './mutant.ts';
import { functions, kinds, multiplyAdds, operators, otherNumbers } from './operators.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text that is no code of the language its file claims to be in. */
export class UnreadableCodeError extends Error {
  override readonly name = 'UnreadableCodeError';
}

/** A text that TypeScript can read: AssemblyScript has decorators of functions besides. */
export function readable(text: string): string {
  return text.replaceAll(/^@(inline|unmanaged)$/gm, (decorator) => ' '.repeat(decorator.length));
}

/**
 * Changes of AssemblyScript or TypeScript, which read the same: operators, numbers, conditions, the kinds that code
 * chooses among, and calls that are statements. Exported constants are left alone: the build carries those to the host. So are
 * functions by their names.
 * @throws {UnreadableCodeError} if the text cannot be parsed.
 */
export function codeChanges(file: string, text: string, leftAlone?: RegExp): readonly Change[] {
  const { program, errors } = parseSync(file, readable(text), { lang: 'ts' });
  if (errors.length > 0) throw new UnreadableCodeError(`${file}: ${errors[0]!.message}`);
  const changes: Change[] = [];
  const spared: Range[] = [];
  const put = ({ start, end }: Range, replacement: string, operator: string): void => {
    changes.push({ start, end, replacement, operator });
  };
  const of = ({ start, end }: Range): string => text.slice(start, end);
  const swapOperator = (operator: string, left: Range, right: Range): void => {
    const other = operators[operator];
    const at = left.end + text.slice(left.end, right.start).indexOf(operator);
    if (other !== undefined) put({ start: at, end: at + operator.length }, other, 'operator');
  };
  const force = (test: Range): void => {
    if (/^(true|false|ASC_\w+)$/.test(of(test))) return;
    put(test, 'true', 'branch');
    put(test, 'false', 'branch');
  };
  const swapKind = (name: string, range: Range): void => {
    const row = kinds.find((names) => names.includes(name));
    if (row === undefined) return;
    const known = row.filter((other) => new RegExp(`\\b${other}\\b`).test(text));
    const other = known[(known.indexOf(name) + 1) % known.length]!;
    put(range, other, 'kind');
  };
  new Visitor({
    BinaryExpression: ({ operator, left, right }) => swapOperator(operator, left, right),
    LogicalExpression: ({ operator, left, right }) => swapOperator(operator, left, right),
    AssignmentExpression: ({ operator, left, right }) => swapOperator(operator, left, right),
    UnaryExpression: ({ operator, argument, start }) => {
      if (operator === '-' || operator === '!') put({ start, end: argument.start }, '', 'sign');
    },
    Literal: (node) => {
      if (typeof node.value !== 'number') return;
      for (const other of otherNumbers(of(node))) put(node, other, 'number');
    },
    IfStatement: ({ test }) => force(test),
    ConditionalExpression: ({ test }) => force(test),
    Identifier: (node) => swapKind(node.name, node),
    CallExpression: ({ callee, arguments: given, ...range }) => {
      if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
        const other = functions[callee.property.name];
        if (other !== undefined && !text.slice(range.start).startsWith('atomic.'))
          put(callee.property, other, 'function');
      } else if (callee.type === 'Identifier') {
        const { name } = callee;
        const [a, b, c] = given.map(of);
        const written = multiplyAdds[name];
        if (written !== undefined && c !== undefined) put(range, written(a!, b!, c), 'function');
        else if ((name === 'min' || name === 'max') && functions[name] !== undefined)
          put(callee, functions[name], 'function');
      }
    },
    ExpressionStatement: (node) => {
      if (node.expression.type === 'CallExpression') put(node, ';', 'removal');
    },
    FunctionDeclaration: (node) => {
      if (node.id !== null && leftAlone?.test(node.id.name)) spared.push(node);
    },
    ImportDeclaration: (node) => void spared.push(node),
    ExportNamedDeclaration: (node) => {
      if (node.declaration?.type === 'VariableDeclaration' && /^export const [A-Z_\d]+:/.test(of(node)))
        spared.push(node);
      else if (node.declaration?.type.startsWith('TS')) spared.push(node);
    },
    TSTypeAnnotation: (node) => void spared.push(node),
    TSInterfaceDeclaration: (node) => void spared.push(node),
    TSTypeAliasDeclaration: (node) => void spared.push(node),
  }).visit(program);
  return changes.filter(({ start, end }) => !spared.some((range) => start >= range.start && end <= range.end));
}
