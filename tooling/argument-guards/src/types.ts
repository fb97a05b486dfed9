import type { ESTree } from 'rolldown/utils';
import { findType, findValue, type Module } from './modules.ts';

/** A type where it stands: names in it mean what they mean in its module, or what a type parameter was given. */
export interface Type {
  readonly node: ESTree.TSType;
  readonly module: Module;
  readonly parameters: ReadonlyMap<string, Type>;
}

/** A member of an object. */
export interface Member {
  readonly optional: boolean;
  /** Undefined for a method, which is a function. */
  readonly type: Type | undefined;
}

export type MemberMap = ReadonlyMap<string, Member>;

/** The same place, another node. */
export function at(type: Type, node: ESTree.TSType): Type {
  return { ...type, node };
}

/** What a reference means: a type that is written out, members of an interface or a class, or neither. */
export function meaning(type: Type): Type | { readonly members: MemberMap } | undefined {
  const { node, module, parameters } = type;
  if (node.type !== 'TSTypeReference' || node.typeName.type !== 'Identifier') return undefined;
  const { name } = node.typeName;
  const given = parameters.get(name);
  if (given !== undefined) return given;
  const found = findType(module, name);
  if (found === undefined) return undefined;
  const { declaration } = found;
  const inner = {
    module: found.module,
    parameters: passed(declaration.typeParameters, node.typeArguments, type, found.module),
  };
  if (declaration.type === 'TSTypeAliasDeclaration') return { ...inner, node: declaration.typeAnnotation };
  if (declaration.type === 'TSInterfaceDeclaration') {
    const members = new Map<string, Member>();
    for (const { expression, typeArguments } of declaration.extends) {
      if (expression.type !== 'Identifier') continue;
      const parent = {
        ...inner,
        node: { type: 'TSTypeReference', typeName: expression, typeArguments } as ESTree.TSTypeReference,
      };
      for (const [each, member] of membersOf(parent) ?? []) members.set(each, member);
    }
    for (const [each, member] of signatures(declaration.body.body, inner)) members.set(each, member);
    return { members };
  }
  return { members: publicMembers(declaration, inner) };
}

/** The members of an object type; undefined for what is none, or is not known. */
export function membersOf(type: Type): MemberMap | undefined {
  const { node } = type;
  switch (node.type) {
    case 'TSParenthesizedType':
    case 'TSTypeOperator':
      return membersOf(at(type, node.typeAnnotation));
    case 'TSConditionalType':
      return membersOf(at(type, node.falseType));
    case 'TSTypeLiteral':
      return signatures(node.members, type);
    case 'TSIntersectionType': {
      const parts = node.types.map((part) => membersOf(at(type, part)));
      // What is not known of a part is left out.
      return new Map(parts.flatMap((part) => [...(part ?? [])]));
    }
    case 'TSTypeReference': {
      const found = meaning(type);
      if (found !== undefined) return 'members' in found ? found.members : membersOf(found);
      return ofUtility(type, node);
    }
    case 'TSIndexedAccessType': {
      const found = indexed(type, node);
      return found === undefined ? undefined : membersOf(found);
    }
    default:
      return undefined;
  }
}

/** The type of an indexed access: of a member, or of a parameter of a function. */
export function indexed(type: Type, node: ESTree.TSIndexedAccessType): Type | undefined {
  const index = node.indexType;
  if (node.objectType.type === 'TSMappedType') return anyOfMapped(type, node.objectType);
  if (index.type !== 'TSLiteralType' || index.literal.type !== 'Literal') return undefined;
  const { objectType } = node;
  if (
    objectType.type === 'TSTypeReference' &&
    objectType.typeName.type === 'Identifier' &&
    objectType.typeName.name === 'Parameters'
  ) {
    const [query] = objectType.typeArguments?.params ?? [];
    if (query?.type !== 'TSTypeQuery' || query.exprName.type !== 'Identifier') return undefined;
    const found = findValue(type.module, query.exprName.name);
    if (found?.declaration.type !== 'FunctionDeclaration') return undefined;
    const parameter = found.declaration.params[Number(index.literal.value)];
    const named = parameter?.type === 'Identifier' || parameter?.type === 'ObjectPattern' ? parameter : undefined;
    if (named?.typeAnnotation == null) return undefined;
    return { node: named.typeAnnotation.typeAnnotation, module: found.module, parameters: new Map() };
  }
  return membersOf(at(type, objectType))?.get(String(index.literal.value))?.type;
}

/** What every member of a mapped type is, where its key stands for any of them. */
function anyOfMapped(type: Type, { key, constraint, typeAnnotation }: ESTree.TSMappedType): Type | undefined {
  if (typeAnnotation === null) return undefined;
  return { ...at(type, typeAnnotation), parameters: new Map([...type.parameters, [key.name, at(type, constraint)]]) };
}

/** The texts of a union of literals, of keys, or of the entries of a constant; undefined for what is not closed. */
export function namesOf(type: Type): readonly string[] | undefined {
  const { node } = type;
  if (node.type === 'TSParenthesizedType') return namesOf(at(type, node.typeAnnotation));
  if (node.type === 'TSLiteralType' && node.literal.type === 'Literal' && typeof node.literal.value === 'string')
    return [node.literal.value];
  if (node.type === 'TSUnionType') {
    const parts = node.types.map((part) => namesOf(at(type, part)));
    return parts.includes(undefined) ? undefined : parts.flatMap((part) => part!);
  }
  if (node.type === 'TSTypeReference') {
    const found = meaning(type);
    return found === undefined || 'members' in found ? undefined : namesOf(found);
  }
  if (node.type === 'TSIndexedAccessType' && node.indexType.type === 'TSNumberKeyword') {
    let { objectType } = node;
    if (objectType.type === 'TSParenthesizedType') objectType = objectType.typeAnnotation;
    if (objectType.type !== 'TSTypeQuery' || objectType.exprName.type !== 'Identifier') return undefined;
    return entriesOf(objectType.exprName.name, type.module);
  }
  if (node.type === 'TSTypeOperator' && node.operator === 'keyof') {
    const members = membersOf(at(type, node.typeAnnotation));
    return members === undefined ? undefined : [...members.keys()];
  }
  return undefined;
}

/** Texts of a constant array. */
function entriesOf(name: string, module: Module): readonly string[] | undefined {
  const found = findValue(module, name);
  if (found?.declaration.type !== 'VariableDeclarator') return undefined;
  let value = found.declaration.init;
  while (value?.type === 'TSAsExpression' || value?.type === 'TSSatisfiesExpression') value = value.expression;
  if (value?.type !== 'ArrayExpression') return undefined;
  const names: string[] = [];
  for (const entry of value.elements) {
    if (entry?.type === 'Literal' && typeof entry.value === 'string') names.push(entry.value);
    else if (entry?.type === 'SpreadElement' && entry.argument.type === 'Identifier') {
      const spread = entriesOf(entry.argument.name, found.module);
      if (spread === undefined) return undefined;
      names.push(...spread);
    } else return undefined;
  }
  return names;
}

/** The language's own types over objects. */
function ofUtility(type: Type, node: ESTree.TSTypeReference): MemberMap | undefined {
  if (node.typeName.type !== 'Identifier') return undefined;
  const [object, keys] = (node.typeArguments?.params ?? []).map((each) => at(type, each));
  if (object === undefined) return undefined;
  const { name } = node.typeName;
  if (name === 'NoInfer' || name === 'Readonly') return membersOf(object);
  if (name === 'Partial' || name === 'Required') {
    const members = membersOf(object);
    return (
      members && new Map([...members].map(([each, member]) => [each, { ...member, optional: name === 'Partial' }]))
    );
  }
  if (name !== 'Pick' && name !== 'Omit') return undefined;
  const [members, names] = [membersOf(object), keys && namesOf(keys)];
  if (members === undefined || names === undefined) return undefined;
  return new Map([...members].filter(([each]) => names.includes(each) === (name === 'Pick')));
}

function signatures(body: readonly ESTree.TSSignature[], scope: Omit<Type, 'node'>): MemberMap {
  const members = new Map<string, Member>();
  for (const each of body) {
    if ((each.type !== 'TSPropertySignature' && each.type !== 'TSMethodSignature') || each.key.type !== 'Identifier')
      continue;
    const node = each.type === 'TSPropertySignature' ? each.typeAnnotation?.typeAnnotation : undefined;
    members.set(each.key.name, {
      optional: each.optional === true,
      type: node && { node, module: scope.module, parameters: scope.parameters },
    });
  }
  return members;
}

function publicMembers(declaration: ESTree.Class, scope: Omit<Type, 'node'>): MemberMap {
  const members = new Map<string, Member>();
  for (const each of declaration.body.body) {
    if (each.type !== 'PropertyDefinition' && each.type !== 'MethodDefinition') continue;
    if (each.key.type !== 'Identifier' || each.static || each.accessibility === 'private') continue;
    if (each.type === 'MethodDefinition' && each.kind !== 'method') continue;
    const node = each.type === 'PropertyDefinition' ? each.typeAnnotation?.typeAnnotation : undefined;
    const type = node && { node, module: scope.module, parameters: scope.parameters };
    members.set(each.key.name, { optional: each.type === 'PropertyDefinition' && each.optional === true, type });
  }
  members.delete('constructor');
  return members;
}

/** What type parameters stand for: what was given, or what they are by default or at most. */
function passed(
  declared: ESTree.TSTypeParameterDeclaration | null | undefined,
  given: ESTree.TSTypeParameterInstantiation | null | undefined,
  outside: Type,
  module: Module,
): ReadonlyMap<string, Type> {
  const map = new Map<string, Type>();
  for (const [index, parameter] of (declared?.params ?? []).entries()) {
    const node = given?.params[index];
    const own = parameter.default ?? parameter.constraint;
    if (node !== undefined) map.set(parameter.name.name, at(outside, node));
    else if (own !== null) map.set(parameter.name.name, { node: own, module, parameters: map });
  }
  return map;
}
