/**
 * What a value may be: words joined by `|`; the members of an object; `['=', members]`, options; `['[]', kind]`, an array of such;
 * or `['|', ...]`, one of several. An object may have more members, but for one that is a slip of a name that is absent, and
 * options none that is not known. Words are `number`, `string`, `boolean`, `bigint`, `symbol`, `function`, `object`, `null`,
 * `any` for whatever is given, `list` for numbers in an array or typed array, `array`, `iterable`, a text in quotes for
 * itself, and the name of a class of the language, such as `Uint8Array`.
 */
export type Kind = string | Members | readonly ['=', Members] | readonly ['|' | '[]', ...Kind[]];

/** Members by name, those that may be absent with a question mark after it. */
export interface Members {
  readonly [name: string]: Kind;
}

/** A kind in words. */
export function inWords(kind: Kind): string {
  if (typeof kind === 'string') return joined(kind.split('|').map(word));
  if (!isList(kind)) return `an object with ${listed(kind)}`;
  if (kind[0] === '=') return `{${listed(kind[1])}}`;
  const [form, ...kinds] = kind;
  return form === '[]' ? `an array, each entry ${inWords(kinds[0]!)}` : joined(kinds.map(inWords));
}

/** Names of members, as messages list them. */
export function listed(members: Members): string {
  return Object.keys(members).join(', ');
}

/** What a value is, in words. */
export function found(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return value.length > 40 ? 'a string' : `'${value}'`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array with ${found(value[0])} at 0`;
  return withArticle(tagOf(value));
}

/** The class of the language that a value is of, whatever realm it comes from. */
export function tagOf(value: unknown): string {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === 'Object' ? 'object' : tag;
}

/** Whether a kind begins with what it is, and is no table of members. */
export function isList(kind: Exclude<Kind, string>): kind is Exclude<Kind, string | Members> {
  return Array.isArray(kind);
}

const words: Readonly<Record<string, string>> = {
  any: 'anything but undefined',
  iterable: 'something to iterate over',
  list: 'an array of numbers',
  null: 'null',
};

function word(text: string): string {
  return words[text] ?? (text.startsWith("'") ? text : withArticle(text));
}

function withArticle(noun: string): string {
  return `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

function joined(said: readonly string[]): string {
  return said.length === 1 ? said[0]! : `${said.slice(0, -1).join(', ')} or ${said.at(-1)}`;
}
