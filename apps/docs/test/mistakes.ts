import type { Kind, Members } from '@hkmem/errors';

/** A call with one mistake, and the name that the error has to hold. */
export interface Mistake {
  readonly what: string;
  readonly named: string;
  readonly given: readonly unknown[];
}

/** Every mistake in one argument, or in one member of one, of a call that fits otherwise. */
export function mistakesOf(parameters: Members): Mistake[] {
  const entries = Object.entries(parameters).map(([name, kind]) => ({
    name: bare(name),
    optional: optional(name),
    kind,
  }));
  const fitting = entries.map(({ kind }) => fittingValue(kind));
  return entries.flatMap(({ name, optional, kind }, at) => {
    const call = (what: string, named: string, value: unknown): Mistake => ({
      what: `${name} ${what}`,
      named,
      given: fitting.map((other, index) => (index === at ? value : other)),
    });
    const wrong = wrongValues(kind).map((value) => call(`is ${String(value)}`, name, value));
    const missing = optional ? [] : [call('is missing', name, undefined)];
    return [...missing, ...wrong, ...inMembers(kind).map(([what, named, value]) => call(what, named, value))];
  });
}

/** An object with one mistake: what is wrong, the name of the member, and the object. */
function inMembers(kind: Kind): (readonly [string, string, object])[] {
  const alone = Array.isArray(kind) && kind[0] === '=';
  const members: Members | undefined = typeof kind === 'string' ? undefined : alone ? kind[1] : membersOf(kind);
  if (members === undefined) return [];
  const fitting = fittingValue(members) as Readonly<Record<string, unknown>>;
  // Objects with methods are told apart by a few members; the rest of them is not looked at.
  const data = !Object.values(members).includes('function') || alone;
  return Object.entries(members).flatMap(([written, kind]) => {
    const name = bare(written);
    const { [name]: value, ...others } = fitting;
    const slip = `${name.slice(0, 2)}${name[1] ?? name[0]}${name.slice(2)}`;
    const lengthy = name.length > 3 || alone;
    return [
      ...(optional(written) ? [] : [[`lacks ${name}`, name, others] as const]),
      ...(data && lengthy ? [[`misspells ${name}`, name, { ...others, [slip]: value }] as const] : []),
      ...wrongValues(kind).map(
        (wrong) => [`has ${String(wrong)} as ${name}`, name, { ...fitting, [name]: wrong }] as const,
      ),
    ];
  });
}

function membersOf(kind: Exclude<Kind, string>): Members | undefined {
  return Array.isArray(kind) ? undefined : (kind as Members);
}

/** A value of a kind. */
function fittingValue(kind: Kind): unknown {
  if (typeof kind === 'string') return fittingWord(kind.split('|')[0]!);
  if (!Array.isArray(kind)) {
    const entries = Object.entries(kind).map(([name, its]) => [bare(name), fittingValue(its)]);
    return Object.fromEntries(entries);
  }
  if (kind[0] === '=') return fittingValue(kind[1]);
  return kind[0] === '[]' ? [fittingValue(kind[1] as Kind)] : fittingValue(kind[1] as Kind);
}

const values: Readonly<Record<string, () => unknown>> = {
  any: () => ({}),
  array: () => [],
  bigint: () => 1n,
  boolean: () => true,
  function: () => () => 1,
  iterable: () => [],
  list: () => [1],
  null: () => null,
  number: () => 1,
  object: () => ({}),
  string: () => 'a',
  symbol: () => Symbol('a'),
  ArrayBuffer: () => new ArrayBuffer(1),
  DataView: () => new DataView(new ArrayBuffer(1)),
  Date: () => new Date(),
  Error: () => new Error('a'),
  Map: () => new Map(),
  RegExp: () => /a/,
  Set: () => new Set(),
  Uint8Array: () => new Uint8Array(1),
};

function fittingWord(word: string): unknown {
  if (word.startsWith("'")) return word.slice(1, -1);
  const make = values[word];
  if (make === undefined) throw new Error(`no value for ${word}`);
  return make();
}

/** Values that are of no such kind, of those that mistakes mostly are. */
function wrongValues(kind: Kind): unknown[] {
  const words = typeof kind === 'string' ? kind.split('|') : ['object'];
  if (words.includes('any')) return [];
  const several = Array.isArray(kind) && kind[0] === '|' ? (kind.slice(1) as unknown[]) : [];
  const nested = several.flatMap((each) => (typeof each === 'string' ? each.split('|') : []));
  const all = [...words, ...nested];
  const text = all.includes('string') || all.includes('iterable');
  return [
    ...(all.includes('null') ? [] : [null]),
    ...(text ? [] : ['typo']),
    ...(all.includes('number') ? [] : [7]),
    ...(all.includes('boolean') ? [] : [true]),
  ];
}

function bare(name: string): string {
  return name.replace('?', '');
}

function optional(name: string): boolean {
  return name.endsWith('?');
}
