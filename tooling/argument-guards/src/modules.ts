import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ESTree, parseSync } from 'rolldown/utils';

/** What gives a value its name. */
export type ValueDeclaration = ESTree.Function | ESTree.Class | ESTree.VariableDeclarator;

/** What gives a type its name; a class gives both. */
export type TypeDeclaration = ESTree.TSInterfaceDeclaration | ESTree.TSTypeAliasDeclaration | ESTree.Class;

/** A source file: what it declares, by name, and where other names come from. */
export interface Module {
  readonly path: string;
  readonly values: ReadonlyMap<string, ValueDeclaration>;
  readonly types: ReadonlyMap<string, TypeDeclaration>;
  /** Names that are imported, and names that are exported from elsewhere, by the name here and there. */
  readonly from: ReadonlyMap<string, { readonly source: string; readonly name: string }>;
  /** Names under which its own declarations are exported. */
  readonly exported: ReadonlyMap<string, string>;
}

/** A declaration and the file it stands in. */
export interface Found<Declaration> {
  readonly module: Module;
  readonly name: string;
  readonly declaration: Declaration;
}

const modules = new Map<string, Module>();

/** The module in a file, which is read once. */
export function moduleAt(path: string): Module {
  const module = modules.get(path) ?? parsed(path, readFileSync(path, 'utf8'));
  modules.set(path, module);
  return module;
}

/** Files are read again. */
export function forgetModules(): void {
  modules.clear();
}

/** The value of a name in a module, followed through imports; undefined for what no source file here declares. */
export function findValue(module: Module, name: string): Found<ValueDeclaration> | undefined {
  return find(module, name, (each) => each.values);
}

/** The same for types. */
export function findType(module: Module, name: string): Found<TypeDeclaration> | undefined {
  return find(module, name, (each) => each.types);
}

function find<Declaration>(
  module: Module,
  name: string,
  declared: (module: Module) => ReadonlyMap<string, Declaration>,
): Found<Declaration> | undefined {
  const declaration = declared(module).get(name);
  if (declaration !== undefined) return { module, name, declaration };
  const from = module.from.get(name);
  const path = from === undefined ? undefined : sourceOf(module.path, from.source);
  if (from === undefined || path === undefined) return undefined;
  const next = moduleAt(path);
  return find(next, next.exported.get(from.name) ?? from.name, declared);
}

/** Source files of the entries of a package, by their paths in `exports`. */
export function entriesOf(folder: string): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports?: Readonly<Record<string, Readonly<Record<string, string>> | string>>;
  };
  const entries = Object.entries(exports ?? {}).flatMap(([entry, conditions]) => {
    const source = typeof conditions === 'string' ? undefined : conditions['@hkmem/source'];
    return source === undefined ? [] : [[entry, join(folder, source)] as const];
  });
  return new Map(entries);
}

/** The source file that an import means; undefined for packages of others. */
function sourceOf(importer: string, source: string): string | undefined {
  if (source.startsWith('.')) return source.endsWith('.ts') ? join(dirname(importer), source) : undefined;
  if (!source.startsWith('@hkmem/')) return undefined;
  const [scope, name, ...rest] = source.split('/');
  for (let folder = dirname(importer); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', scope!, name!);
    if (existsSync(join(candidate, 'package.json'))) return entriesOf(candidate).get(['.', ...rest].join('/'));
  }
  return undefined;
}

function parsed(path: string, text: string): Module {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  const values = new Map<string, ValueDeclaration>();
  const types = new Map<string, TypeDeclaration>();
  const from = new Map<string, { source: string; name: string }>();
  const exported = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      for (const specifier of statement.specifiers) {
        if (specifier.type !== 'ImportSpecifier') continue;
        from.set(specifier.local.name, { source: statement.source.value, name: nameOf(specifier.imported) });
      }
    } else if (statement.type === 'ExportNamedDeclaration') {
      if (statement.declaration !== null) {
        for (const name of declare(statement.declaration, values, types)) exported.set(name, name);
      }
      for (const { local, exported: outside } of statement.specifiers) {
        if (statement.source === null) exported.set(nameOf(outside), nameOf(local));
        else from.set(nameOf(outside), { source: statement.source.value, name: nameOf(local) });
      }
    } else declare(statement, values, types);
  }
  return { path, values, types, from, exported };
}

/** Notes what a statement declares; gives its names. Of overloads the last is kept, which has the body. */
function declare(
  statement: ESTree.Directive | ESTree.Statement,
  values: Map<string, ValueDeclaration>,
  types: Map<string, TypeDeclaration>,
): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.flatMap((each) => {
        if (each.id.type !== 'Identifier') return [];
        values.set(each.id.name, each);
        return [each.id.name];
      });
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      if (statement.id === null) return [];
      values.set(statement.id.name, statement);
      return [statement.id.name];
    case 'ClassDeclaration':
      if (statement.id === null) return [];
      values.set(statement.id.name, statement);
      types.set(statement.id.name, statement);
      return [statement.id.name];
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      types.set(statement.id.name, statement);
      return [statement.id.name];
    default:
      return [];
  }
}

function nameOf(name: ESTree.ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}
