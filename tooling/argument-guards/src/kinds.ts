import type { ESTree } from 'rolldown/utils';
import type { Kind, Members } from './kind.ts';
import { at, indexed, type MemberMap, meaning, membersOf, namesOf, type Type } from './types.ts';

/** Words for the language's own classes whose contents are numbers, and for what is more than one class. */
const own: Readonly<Record<string, Kind>> = {
  AsyncIterable: 'object',
  AsyncGenerator: 'object',
  AsyncIterator: 'object',
  Iterator: 'object',
  Generator: 'object',
  Promise: 'object',
  AbortSignal: 'object',
  URL: 'object',
  Record: 'object',
  Iterable: 'iterable',
  ReadonlyMap: 'Map',
  ReadonlySet: 'Set',
};
const classes = new Set(['ArrayBuffer', 'DataView', 'Date', 'Map', 'RegExp', 'Set', 'Uint8Array', 'Error']);
const numbers = /^(Float16|Float32|Float64|Int8|Int16|Int32|Uint16|Uint32|Uint8Clamped)Array$/;
const lists = new Set(['Array', 'ReadonlyArray', 'ArrayLike']);

/** Members of an object with methods that are asked for: they tell it from others, and all of them would be long to read. */
const asked = 3;

/** Types of what a caller writes out, which holds nothing else: a name that is not known is a mistake. */
const writtenOut = /(Options|Settings|Layout|Size|Spec)$/;

/** Names of a closed list that are written out; longer lists are left to the function. */
const listedNames = 12;

/** How deep members of members are looked at. */
const deepest = 2;

/** The kind of values of a type; `unknown` for what cannot be told, undefined among the values or not. */
export function kindOf(type: Type, depth = 0): Kind {
  const { node } = type;
  switch (node.type) {
    case 'TSNumberKeyword':
      return 'number';
    case 'TSStringKeyword':
    case 'TSTemplateLiteralType':
      return 'string';
    case 'TSBooleanKeyword':
      return 'boolean';
    case 'TSBigIntKeyword':
      return 'bigint';
    case 'TSSymbolKeyword':
      return 'symbol';
    case 'TSNullKeyword':
      return 'null';
    case 'TSUndefinedKeyword':
    case 'TSVoidKeyword':
      return 'undefined';
    case 'TSObjectKeyword':
      return 'object';
    case 'TSFunctionType':
    case 'TSConstructorType':
      return 'function';
    case 'TSLiteralType':
      return ofLiteral(node.literal);
    case 'TSConditionalType':
      // What it is where nothing more is known.
      return kindOf(at(type, node.falseType), depth);
    case 'TSParenthesizedType':
      return kindOf(at(type, node.typeAnnotation), depth);
    case 'TSTypeOperator':
      return node.operator === 'readonly' ? kindOf(at(type, node.typeAnnotation), depth) : ofNames(type);
    case 'TSArrayType':
      return arrayOf(at(type, node.elementType), depth);
    case 'TSTupleType':
      return ofTuple(type, node);
    case 'TSUnionType':
      return ofUnion(node.types.map((part) => kindOf(at(type, part), depth)));
    case 'TSTypeReference':
      return ofReference(type, node, depth);
    case 'TSTypeLiteral':
    case 'TSIntersectionType':
      return ofMembers(membersOf(type), depth);
    case 'TSIndexedAccessType': {
      const found = indexed(type, node);
      return found === undefined ? ofNames(type) : kindOf(found, depth);
    }
    default:
      return 'unknown';
  }
}

/** Whether undefined is among the values of a kind, so that the argument may be absent. */
export function maybeAbsent(kind: Kind): boolean {
  if (typeof kind === 'string') return kind.split('|').some((word) => word === 'undefined' || word === 'unknown');
  return Array.isArray(kind) && kind[0] === '|' && kind.slice(1).some(maybeAbsent);
}

/** The kind without undefined, which a question mark after the name says. */
export function given(kind: Kind): Kind {
  if (typeof kind === 'string') {
    const words = kind.split('|').filter((word) => word !== 'undefined');
    return words.includes('unknown') || words.length === 0 ? 'any' : words.join('|');
  }
  if (!Array.isArray(kind) || kind[0] !== '|') return kind;
  const kinds = kind
    .slice(1)
    .filter((each) => each !== 'undefined')
    .map(given);
  return kinds.length === 1 ? kinds[0]! : ['|', ...kinds];
}

/** A table of members, by name with a question mark where one may be absent. */
export function table(entries: Iterable<readonly [string, Kind, boolean]>): Members {
  return Object.fromEntries(
    [...entries].map(([name, kind, optional]) => [optional || maybeAbsent(kind) ? `${name}?` : name, given(kind)]),
  );
}

function ofReference(type: Type, node: ESTree.TSTypeReference, depth: number): Kind {
  if (referenceName(node) === 'Tensor') return { shape: 'list', dataSync: 'function' };
  const found = meaning(type);
  if (found !== undefined)
    return 'members' in found ? ofMembers(found.members, depth, referenceName(node)) : kindOf(found, depth);
  // Of a namespace, such as one of tfjs.
  if (node.typeName.type !== 'Identifier') return 'object';
  const { name } = node.typeName;
  const [first] = node.typeArguments?.params ?? [];
  if (lists.has(name)) return first === undefined ? 'array' : arrayOf(at(type, first), depth);
  if (numbers.test(name)) return 'list';
  if (classes.has(name)) return name;
  if (name in own) return own[name]!;
  const members = membersOf(type);
  if (members !== undefined) return ofMembers(members, depth);
  // Readonly<Record<...>> and the like.
  if (['Readonly', 'NoInfer', 'Partial', 'Required'].includes(name) && first !== undefined)
    return kindOf(at(type, first), depth);
  return type.module.from.has(name) ? 'any' : 'unknown';
}

function referenceName({ typeName }: ESTree.TSTypeReference): string {
  return typeName.type === 'Identifier' ? typeName.name : '';
}

function ofMembers(members: MemberMap | undefined, depth: number, name = ''): Kind {
  if (members === undefined || depth >= deepest) return 'object';
  const entries = [...members].map(([each, { type, optional }]) => {
    const kind = type === undefined ? 'function' : contains(type.node, name) ? 'any' : kindOf(type, depth + 1);
    return [each, kind, optional || maybeAbsent(kind)] as const;
  });
  if (entries.length === 0) return 'object';
  if ([...members.values()].some(({ type }) => type === undefined)) {
    const needed = entries.filter(([, , optional]) => !optional).slice(0, asked);
    return table(needed.map(([each, kind]) => [each, kind === 'function' ? kind : 'any', false]));
  }
  return writtenOut.test(name) ? ['=', table(entries)] : table(entries);
}

/** Whether a member is a list of what it is a member of: a tree, which what walks it checks. */
function contains(node: ESTree.TSType, name: string): boolean {
  if (node.type === 'TSTypeOperator') return contains(node.typeAnnotation, name);
  return (
    node.type === 'TSArrayType' &&
    node.elementType.type === 'TSTypeReference' &&
    referenceName(node.elementType) === name
  );
}

function arrayOf(entry: Type, depth: number): Kind {
  const kind = kindOf(entry, depth + 1);
  if (kind === 'number') return 'list';
  return kind === 'unknown' || kind === 'any' ? 'array' : ['[]', given(kind)];
}

function ofTuple(type: Type, node: ESTree.TSTupleType): Kind {
  const kinds = node.elementTypes.map((each) => {
    if (each.type === 'TSNamedTupleMember') return kindOf(at(type, each.elementType as ESTree.TSType), deepest);
    return each.type === 'TSRestType' || each.type === 'TSOptionalType' ? 'unknown' : kindOf(at(type, each), deepest);
  });
  return kinds.every((kind) => kind === 'number') ? 'list' : 'array';
}

/** Objects of a union become one, with the members of all; what only some have may be absent. */
function ofUnion(parts: readonly Kind[]): Kind {
  const flat = parts.flatMap((kind) => (Array.isArray(kind) && kind[0] === '|' ? (kind.slice(1) as Kind[]) : [kind]));
  const words = [...new Set(flat.flatMap((kind) => (typeof kind === 'string' ? kind.split('|') : [])))];
  const plain = words.includes('string') ? words.filter((each) => !each.startsWith("'")) : words;
  if (plain.includes('unknown')) return 'unknown';
  const arrays = flat.filter((kind) => Array.isArray(kind) && kind[0] === '[]');
  const objects = flat.filter((kind) => typeof kind !== 'string' && !arrays.includes(kind));
  const rest = [...arrays, ...(objects.length === 0 || plain.includes('object') ? [] : [merged(objects)])];
  if (rest.length === 0) return plain.join('|');
  return plain.length === 0 && rest.length === 1
    ? rest[0]!
    : ['|', ...(plain.length === 0 ? [] : [plain.join('|')]), ...rest];
}

function merged(objects: readonly Kind[]): Kind {
  if (objects.length === 1) return objects[0]!;
  const tables = objects.map((kind) => (Array.isArray(kind) ? kind[1] : kind) as Members);
  const names = new Set(tables.flatMap((each) => Object.keys(each).map((name) => name.replace('?', ''))));
  const members = table(
    [...names].map((name) => {
      const kinds = tables.map((each) => each[name] ?? each[`${name}?`]);
      const needed = tables.every((each) => name in each);
      return [name, ofUnion(kinds.filter((kind) => kind !== undefined)), !needed] as const;
    }),
  );
  return objects.every((kind) => Array.isArray(kind)) ? ['=', members] : members;
}

function ofNames(type: Type): Kind {
  const names = namesOf(type);
  if (names === undefined) return 'unknown';
  return names.length > listedNames || names.some((name) => /['|]/.test(name))
    ? 'string'
    : names.map((name) => `'${name}'`).join('|');
}

function ofLiteral(literal: ESTree.TSLiteral): Kind {
  if (literal.type !== 'Literal') return literal.type === 'TemplateLiteral' ? 'string' : 'number';
  return typeof literal.value === 'string' ? `'${literal.value}'` : typeof literal.value;
}
