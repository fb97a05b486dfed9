import {
  ClassDeclaration,
  FieldDeclaration,
  FunctionDeclaration,
  type Node,
  Parser,
  type Statement,
  VariableStatement,
} from 'assemblyscript';
import { checkBlocks, checkOnce } from './check-layouts.ts';
import {
  type Constant,
  type Field,
  fieldTypes,
  type Kernel,
  KernelSourceError,
  type KernelSources,
  type Layout,
} from './kernel-sources.ts';

const signature = '(block: usize, begin: i32, end: i32, thread: i32): void';

/**
 * Reads kernels, layouts and exported constants of AssemblyScript sources, text by file name without `.ts`.
 * @throws {KernelSourceError} on what cannot be parsed, a name given twice, a field of another type, a constant that is
 * no whole number, a block without a kernel or a kernel without a block, a block above `mostBlockBytes`.
 */
export function readKernels(sources: ReadonlyMap<string, string>): KernelSources {
  const files = [...sources].map(([file, text]) => {
    const read = statementsOf(file, text);
    return {
      kernels: read.flatMap((statement) => kernelOf(file, text, statement) ?? []),
      layouts: read.flatMap((statement) => layoutOf(file, text, statement) ?? []),
      constants: read.flatMap((statement) => constantsOf(file, text, statement)),
    };
  });
  const kernels = files.flatMap((file) => file.kernels);
  const layouts = files.flatMap((file) => file.layouts);
  const constants = files.flatMap((file) => file.constants);
  checkOnce('kernel', kernels);
  checkOnce('class', layouts);
  for (const { file, name, fields } of layouts) {
    checkOnce(
      'field',
      fields.map((field) => ({ file, name: `${name}.${field.name}` })),
    );
  }
  checkBlocks(kernels, layouts);
  return { kernels, layouts, constants };
}

function statementsOf(file: string, text: string): readonly Statement[] {
  const parser = new Parser();
  parser.parseFile(text, `${file}.ts`, true);
  const [problem] = parser.diagnostics;
  if (problem !== undefined) throw new KernelSourceError(file, `'${problem.message}'`, 'AssemblyScript');
  return parser.sources[0]!.statements;
}

function textOf(node: Node, text: string): string {
  return text.slice(node.range.start, node.range.end);
}

function kernelOf(file: string, text: string, statement: Statement): Kernel | undefined {
  if (!(statement instanceof FunctionDeclaration) || statement.body === null) return undefined;
  const name = statement.name.text;
  const arguments_ = text.slice(statement.name.range.end, statement.body.range.start).trim();
  if (arguments_ !== signature || !textOf(statement, text).startsWith('export ')) return undefined;
  const block = /^\{\s*const b = changetype<(\w+)>\(block\);/.exec(textOf(statement.body, text))?.[1];
  if (block === undefined) {
    throw new KernelSourceError(
      file,
      `a kernel '${name}' that does not say its block`,
      `'const b = changetype<...Block>(block);' as its first statement`,
    );
  }
  return { file, name, block };
}

function layoutOf(file: string, text: string, statement: Statement): Layout | undefined {
  if (!(statement instanceof ClassDeclaration)) return undefined;
  if (!statement.decorators?.some((decorator) => textOf(decorator, text) === '@unmanaged')) return undefined;
  const name = statement.name.text;
  const fields = statement.members.map((member): Field => {
    const type = member instanceof FieldDeclaration && member.type !== null ? textOf(member.type, text) : 'none';
    const known = fieldTypes.find((candidate) => candidate === type);
    if (known === undefined) {
      throw new KernelSourceError(file, `'${name}.${member.name.text}' of type ${type}`, fieldTypes.join(', '));
    }
    return { name: member.name.text, type: known };
  });
  return { file, name, fields };
}

function constantsOf(file: string, text: string, statement: Statement): readonly Constant[] {
  if (!(statement instanceof VariableStatement) || !textOf(statement, text).startsWith('export ')) return [];
  return statement.declarations.map((declaration) => {
    const name = declaration.name.text;
    const value = declaration.initializer === null ? 'nothing' : textOf(declaration.initializer, text);
    if (!/^-?(\d+|0x[\da-f]+)$/i.test(value)) {
      throw new KernelSourceError(file, `the exported '${name}' = ${value}`, 'a whole number, written out');
    }
    return { file, name, value: Number(value) };
  });
}
