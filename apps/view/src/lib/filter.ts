import type { Entry, Setting } from '../protocol.ts';
import { valueIn } from './values.ts';

/** What a line of words keeps, and which of its words could not be understood. */
export interface Filter {
  readonly keeps: (entry: Entry) => boolean;
  readonly notes: readonly string[];
}

type Test = (entry: Entry) => boolean;

/**
 * A filter in words that must all hold: `name=value`, `name!=value`, `name<number`, `name>=number`, `name~part`; any other word
 * is looked for in the name of the run. Names are settings, numbers, `state`, `kind` and `id`.
 */
export function parseFilter(text: string): Filter {
  const notes: string[] = [];
  const tests = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word): Test => {
      const [, name, sign, value] = /^([^<>=!~]+)(<=|>=|!=|=|<|>|~)(.*)$/.exec(word) ?? [];
      if (name === undefined || sign === undefined || value === undefined) {
        const part = word.toLowerCase();
        return ({ id }) => id.toLowerCase().includes(part);
      }
      if (value === '') {
        notes.push(`${word}: nothing follows ${sign}`);
        return () => true;
      }
      if (sign.startsWith('<') || sign.startsWith('>')) return ordered(name, sign, value, notes);
      if (sign === '~') return (entry) => textOf(entry, name).includes(value.toLowerCase());
      return (entry) => isValue(valueIn(entry, name), value) === (sign === '=');
    });
  return { keeps: (entry) => tests.every((test) => test(entry)), notes };
}

function ordered(name: string, sign: string, value: string, notes: string[]): Test {
  const bound = value.endsWith('%') ? Number(value.slice(0, -1)) / 100 : Number(value);
  if (Number.isNaN(bound)) {
    notes.push(`${name}${sign}${value}: ${value} is no number`);
    return () => true;
  }
  return (entry) => {
    const found = valueIn(entry, name);
    if (typeof found !== 'number') return false;
    if (sign === '<') return found < bound;
    if (sign === '>') return found > bound;
    return sign === '<=' ? found <= bound : found >= bound;
  };
}

function isValue(found: Setting | undefined, value: string): boolean {
  if (found === undefined) return false;
  return typeof found === 'number' ? found === Number(value) : found.toLowerCase() === value.toLowerCase();
}

function textOf(entry: Entry, name: string): string {
  return String(valueIn(entry, name) ?? '').toLowerCase();
}
