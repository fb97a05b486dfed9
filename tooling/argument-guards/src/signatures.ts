import type { ESTree } from 'rolldown/utils';
import type { Kind, Members } from './kind.ts';
import { kindOf, table } from './kinds.ts';
import { entriesOf, findValue, type Module, moduleAt } from './modules.ts';
import type { Type } from './types.ts';

export { entriesOf } from './modules.ts';

/** A public function, or the constructor or a static method of a public class. */
export interface Signature {
  /** What a caller writes: `ring`, `Trainer`, `Trainer.restore`. */
  readonly name: string;
  readonly parameters: Members;
  /** The function itself. */
  readonly node: Callable;
}

/** A function with its parameters and its body. */
export type Callable = ESTree.Function | ESTree.ArrowFunctionExpression;

/** Public functions of a package by the file that declares them. */
export function publicSignatures(folder: string): ReadonlyMap<Module, readonly Signature[]> {
  const byModule = new Map<Module, Map<string, Signature[]>>();
  for (const path of entriesOf(folder).values()) {
    const entry = moduleAt(path);
    for (const name of new Set([...entry.from.keys(), ...entry.exported.keys()])) {
      const found = findValue(entry, entry.exported.get(name) ?? name);
      if (found === undefined || !found.module.path.startsWith(`${folder}/`)) continue;
      const named = byModule.get(found.module) ?? new Map<string, Signature[]>();
      named.set(found.name, signaturesOf(name, found.declaration, found.module));
      byModule.set(found.module, named);
    }
  }
  return new Map([...byModule].map(([module, named]) => [module, [...named.values()].flat()]));
}

function signaturesOf(name: string, declaration: ESTree.Node, module: Module): Signature[] {
  if (declaration.type === 'ClassDeclaration') {
    // An error that fails when it is made would hide what it was to tell.
    if (name.endsWith('Error')) return [];
    return declaration.body.body.flatMap((each) => {
      if (each.type !== 'MethodDefinition' || each.key.type !== 'Identifier') return [];
      // What is private to TypeScript can be called from JavaScript.
      if (each.kind === 'constructor') return signature(name, each.value, module);
      const open = each.static && each.kind === 'method' && each.accessibility !== 'private';
      return open ? signature(`${name}.${each.key.name}`, each.value, module) : [];
    });
  }
  if (declaration.type === 'FunctionDeclaration') return signature(name, declaration, module);
  if (declaration.type !== 'VariableDeclarator') return [];
  const { init } = declaration;
  if (init?.type !== 'ArrowFunctionExpression' && init?.type !== 'FunctionExpression') return [];
  return signature(name, init, module);
}

function signature(name: string, node: Callable, module: Module): Signature[] {
  if (node.body === null) return [];
  const scope = { module, parameters: typeParameters(node, module) };
  const parameters = table(node.params.flatMap((parameter) => described(parameter, scope)));
  return [{ name, parameters, node }];
}

/** Name, kind and whether it may be absent; a rest parameter is the array of what is given. */
function described(
  parameter: ESTree.ParamPattern,
  scope: Omit<Type, 'node'>,
): readonly (readonly [string, Kind, boolean])[] {
  if (parameter.type === 'TSParameterProperty') return [];
  const inner =
    parameter.type === 'AssignmentPattern'
      ? parameter.left
      : parameter.type === 'RestElement'
        ? { ...parameter.argument, typeAnnotation: parameter.typeAnnotation }
        : parameter;
  const node = 'typeAnnotation' in inner ? inner.typeAnnotation?.typeAnnotation : undefined;
  const name = inner.type === 'Identifier' ? inner.name : nameOfPattern(node);
  const optional =
    parameter.type === 'AssignmentPattern' || (inner as { readonly optional?: boolean }).optional === true;
  if (node != null) return [[name, asOptions(name, node, kindOf({ ...scope, node })), optional]];
  const value = parameter.type === 'AssignmentPattern' ? parameter.right : undefined;
  const kind = value?.type === 'Literal' ? typeof value.value : 'unknown';
  return [[name, kind, optional]];
}

/** What is written out in place holds nothing else, nor a part of a type that is called options or settings. */
function asOptions(name: string, node: ESTree.TSType, kind: Kind): Kind {
  const named = node.type === 'TSTypeReference' && node.typeArguments == null;
  if (typeof kind === 'string' || named) return kind;
  if (node.type !== 'TSTypeLiteral' && !/^(options|settings)$/.test(name)) return kind;
  return Array.isArray(kind) ? kind : ['=', kind as Members];
}

/** What a parameter that is taken apart at once would be called: the last word of its type. */
function nameOfPattern(node: ESTree.TSType | undefined): string {
  if (node?.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') return 'options';
  const word = /[A-Z][a-z]+$/.exec(node.typeName.name)?.[0];
  return word === undefined || node.typeArguments != null ? 'given' : word.toLowerCase();
}

function typeParameters(node: Callable, module: Module): ReadonlyMap<string, Type> {
  const map = new Map<string, Type>();
  for (const { name, constraint } of node.typeParameters?.params ?? []) {
    if (constraint !== null) map.set(name.name, { node: constraint, module, parameters: map });
  }
  return map;
}
