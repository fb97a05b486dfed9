import type { Entry, Setting } from '../protocol.ts';

/** A value of an entry by its name: a setting, a number, or what the list says; the end of a path stands for a path. */
export function valueIn(entry: Entry, name: string): Setting | undefined {
  if (name === 'state') return entry.state;
  if (name === 'kind') return entry.kind;
  if (name === 'id') return entry.id;
  if (Object.hasOwn(entry.settings, name)) return entry.settings[name];
  if (Object.hasOwn(entry.numbers, name)) return entry.numbers[name];
  const path = Object.keys(entry.settings).find((each) => each.endsWith(`.${name}`));
  return path === undefined ? undefined : entry.settings[path];
}

/** Numbers before texts, by size, texts by letters; what is absent last. */
export function compareValues(a: Setting | undefined, b: Setting | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}

/** A number as it is read: shares as per cent, others to four digits. */
export function shownNumber(name: string, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '';
  if (/accuracy$|^unedited$|sameAnswers$/i.test(name)) return `${(100 * value).toFixed(1)} %`;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** Seconds as they are read. */
export function shownSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
