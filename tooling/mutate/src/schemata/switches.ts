import { parseSync } from 'oxc-parser';
import { readable, UnreadableCodeError } from '../mutants/code-mutants.ts';
import { applied, type Mutant } from '../mutants/mutant.ts';

/** A place of a file that holds a mutant beside what it is of, one of which a condition chooses. */
export interface Switch {
  readonly mutant: Mutant;
  /** Range of characters that is replaced. */
  readonly start: number;
  readonly end: number;
  /** The new text, where `on` is an expression that is true for the mutant. */
  write(on: string): string;
}

/** Any node of a syntax tree. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const expressions = new Set(
  'BinaryExpression LogicalExpression UnaryExpression Literal Identifier CallExpression ConditionalExpression AssignmentExpression ParenthesizedExpression TSTypeAssertion'.split(
    ' ',
  ),
);

/** Calls whose numbers have to be known to the compiler: instructions. */
const instruction = /^(v128|[if]\d+x\d+|[if]\d\d|atomic|memory)\b/;

/**
 * The switch of each mutant of an AssemblyScript file; undefined for one in code that is no part of a function or that
 * no condition can choose.
 * @throws {UnreadableCodeError} if the text cannot be parsed.
 */
export function switchesOf(file: string, text: string, mutants: readonly Mutant[]): readonly (Switch | undefined)[] {
  const { program, errors } = parseSync(file, readable(text), { lang: 'ts' });
  if (errors.length > 0) throw new UnreadableCodeError(`${file}: ${errors[0]!.message}`);
  return mutants.map((mutant) => switchOf(text, mutant, pathTo(program as unknown as Node, mutant)));
}

/** Starts of the bodies of loops and their ends, one after another; a body may be any statement. */
export function loopBodies(file: string, text: string): readonly { readonly start: number; readonly end: number }[] {
  const { program } = parseSync(file, readable(text), { lang: 'ts' });
  const found: Node[] = [];
  const walk = (node: Node): void => {
    if (/^(For|While|DoWhile)Statement$/.test(node.type)) found.push(node['body'] as Node);
    for (const child of childrenOf(node)) walk(child);
  };
  walk(program as unknown as Node);
  return found;
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter(
      (value): value is Node => typeof value === 'object' && value !== null && 'type' in value && 'start' in value,
    );
}

/** The nodes that hold a range, the outermost first. */
function pathTo(root: Node, { start, end }: { readonly start: number; readonly end: number }): readonly Node[] {
  const path = [root];
  for (;;) {
    const next = childrenOf(path.at(-1)!).find((child) => child.start <= start && child.end >= end);
    if (next === undefined) return path;
    path.push(next);
  }
}

function switchOf(text: string, mutant: Mutant, path: readonly Node[]): Switch | undefined {
  if (!path.some(({ type }) => type === 'FunctionDeclaration')) return undefined;
  for (let n = path.length - 1; n > 0; n--) {
    const [node, parent] = [path[n]!, path[n - 1]!];
    if (node.type === 'ExpressionStatement') return statementSwitch(text, mutant, node);
    if (node.type === 'FunctionDeclaration' || parent.type === 'SwitchCase') return undefined;
    if (!expressions.has(node.type) || parent.type === 'ExpressionStatement') continue;
    if (!standsAlone(text, node, parent)) continue;
    return expressionSwitch(text, mutant, node);
  }
  return undefined;
}

/** Whether an expression may be put in brackets where it is, and be known only at run time. */
function standsAlone(text: string, node: Node, parent: Node): boolean {
  if (parent.type === 'MemberExpression' || parent.type.startsWith('TSType')) return false;
  if (parent.type === 'AssignmentExpression' && parent['left'] === node) return false;
  if (parent.type !== 'CallExpression') return true;
  const callee = parent['callee'] as Node;
  if (callee === node) return false;
  return !(node.type === 'Literal' && instruction.test(text.slice(callee.start, callee.end)));
}

function expressionSwitch(text: string, mutant: Mutant, { start, end }: Node): Switch {
  const [before, after] = bothTexts(text, mutant, start, end);
  return { mutant, start, end, write: (on) => `(${on} ? (${after}) : (${before}))` };
}

function statementSwitch(text: string, mutant: Mutant, { start, end }: Node): Switch {
  const [before, after] = bothTexts(text, mutant, start, end);
  return { mutant, start, end, write: (on) => `{ if (${on}) { ${after} } else { ${before} } }` };
}

/** In one line, so that what the compiler says of a line is of the line in the file. */
function bothTexts(text: string, mutant: Mutant, start: number, end: number): readonly [string, string] {
  const before = text.slice(start, end);
  const shifted = { ...mutant, start: mutant.start - start, end: mutant.end - start };
  return [oneLine(before), oneLine(applied(before, shifted))];
}

function oneLine(code: string): string {
  return code.replaceAll(/\s*\n\s*/g, ' ');
}
