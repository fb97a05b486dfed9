import { found, inWords, isList, type Kind, listed, type Members, tagOf } from './kind.ts';
import { nearestName, slip, suggestion } from './nearest-name.ts';

/** Why a value does not fit: the place in it, and what is said of that place. */
export interface Fault {
  readonly path: readonly string[];
  readonly said: string;
  /** The names, where the value is a text that is none of them. */
  readonly names?: readonly string[];
}

/** Gives why a value does not fit; undefined if it does. */
export type Check = (value: unknown) => Fault | undefined;

/** Entries of an array that are looked at. */
const looked = 100;

const [checks, checksOfWords] = [new WeakMap<object, Check>(), new Map<string, Check>()];

/** The check of a kind. What it takes to make one is done once for every table, and for every list of words. */
export function checkOf(kind: Kind): Check {
  const known = typeof kind === 'string' ? checksOfWords.get(kind) : checks.get(kind);
  if (known !== undefined) return known;
  const check = made(kind);
  if (typeof kind === 'string') checksOfWords.set(kind, check);
  else checks.set(kind, check);
  return check;
}

function made(kind: Kind): Check {
  if (typeof kind === 'string') return wordsCheck(kind);
  if (!isList(kind)) return membersCheck(kind, false);
  if (kind[0] === '=') return membersCheck(kind[1], true);
  const [form, ...kinds] = kind;
  return form === '[]' ? arrayCheck(kinds[0]!) : anyCheck(kind, kinds);
}

function wordsCheck(kind: string): Check {
  const words = kind.split('|');
  const names = words.filter((word) => word.startsWith("'")).map((word) => word.slice(1, -1));
  const primitive = /^(number|string|boolean)$/.test(kind);
  return (value) => {
    if (primitive) return typeof value === kind ? undefined : wrong(value, kind);
    for (const word of words) if (fits(value, word)) return undefined;
    if (typeof value === 'string' && names.length > 0) return { path: [], said: value, names };
    return wrong(value, kind);
  };
}

function fits(value: unknown, word: string): boolean {
  if (word.startsWith("'")) return value === word.slice(1, -1);
  if (typeof value === word) return value !== null;
  if (word === 'null') return value === null;
  if (word === 'any') return value !== undefined;
  if (typeof value === 'function') return word === 'object';
  if (word === 'iterable') return typeof value === 'string' || (isObject(value) && Symbol.iterator in value);
  if (!isObject(value)) return false;
  if (word === 'array') return Array.isArray(value);
  if (word !== 'list') return tagOf(value) === word;
  const { length, 0: first } = value as unknown as Partial<ArrayLike<unknown>>;
  return typeof length === 'number' && (length === 0 || typeof first === 'number');
}

function arrayCheck(entry: Kind): Check {
  const check = checkOf(entry);
  return (value) => {
    if (!isObject(value) || typeof (value as { length?: unknown }).length !== 'number')
      return wrong(value, ['[]', entry]);
    const entries = value as unknown as ArrayLike<unknown>;
    for (let at = 0; at < Math.min(entries.length, looked); at++) {
      const fault = check(entries[at]);
      if (fault !== undefined) return within(String(at), fault);
    }
    return undefined;
  };
}

/** Of several kinds, that of an object says why an object fits none. */
function anyCheck(kind: Kind, kinds: readonly Kind[]): Check {
  const each = kinds.map(checkOf);
  return (value) => {
    let deepest: Fault | undefined;
    for (const check of each) {
      const fault = check(value);
      if (fault === undefined) return undefined;
      if (fault.path.length > (deepest?.path.length ?? 0) || typeof value === 'string') deepest = fault;
    }
    return deepest ?? wrong(value, kind);
  };
}

function membersCheck(members: Members, alone: boolean): Check {
  const kind: Kind = alone ? ['=', members] : members;
  const each = Object.entries(members).map(([name, kind]) => ({
    name: name.replace('?', ''),
    optional: name.endsWith('?'),
    check: checkOf(kind),
  }));
  const names = each.map(({ name }) => name);
  const known = new Set(names);
  const data = !Object.values(members).includes('function');
  return (value) => {
    if ((!isObject(value) && typeof value !== 'function') || (alone && Array.isArray(value))) return wrong(value, kind);
    const given = value as Readonly<Record<string, unknown>>;
    for (const name of alone || data ? Object.keys(given) : []) {
      if (known.has(name) || given[name] === undefined) continue;
      const absent = names.filter((each) => given[each] === undefined);
      const meant = alone ? nearestName(name, absent) : absent.find((each) => slip(name, each));
      if (meant === undefined && !alone) continue;
      const way = meant === undefined ? '' : ` Did you mean '${meant}'?`;
      return { path: [name], said: ` is not known, allowed are ${listed(members)}.${way}` };
    }
    for (const { name, optional, check } of each) {
      const member = given[name];
      if (member === undefined) {
        if (optional) continue;
        const others = Object.keys(given).filter((other) => !known.has(other));
        const near = others.find((other) => suggestion(other, [name]) !== '');
        const way = near === undefined ? '' : ` Did you mean it by '${near}'?`;
        if (alone || data) return { path: [name], said: ` is missing. It takes {${listed(members)}}.${way}` };
        return { path: [], said: `: got ${found(value)} without '${name}', allowed is ${inWords(kind)}.${way}` };
      }
      const fault = check(member);
      if (fault !== undefined) return within(name, fault);
    }
    return undefined;
  };
}

function within(name: string, fault: Fault): Fault {
  return { ...fault, path: [name, ...fault.path] };
}

function wrong(value: unknown, kind: Kind): Fault {
  return { path: [], said: `: got ${found(value)}, allowed is ${inWords(kind)}.` };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
