import type { Setting } from '@hkmem/view/protocol';
import { longest, mostSettings } from './limits.ts';

/** Whether a value is a plain object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text of which no more is kept than is shown. */
export function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Every leaf of a value by dotted path, lists as one leaf each; no more, no longer and no deeper than can be shown. */
export function shownSettings(value: unknown): Record<string, Setting> {
  const leaves = new Map<string, Setting>();
  visit(value, '', 0, leaves);
  return Object.fromEntries(leaves);
}

function visit(value: unknown, path: string, depth: number, leaves: Map<string, Setting>): void {
  if (leaves.size >= mostSettings || value === undefined) return;
  if (isObject(value) && depth < 12) {
    for (const [key, entry] of Object.entries(value)) {
      visit(entry, path === '' ? cut(key) : `${path}.${cut(key)}`, depth + 1, leaves);
    }
    return;
  }
  leaves.set(path, typeof value === 'number' ? value : cut(typeof value === 'string' ? value : shownJson(value)));
}

function shownJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'too deep to be shown';
  }
}

/** The numbers among the values of an object, by name. */
export function numbersOf(value: unknown): Record<string, number> {
  return Object.fromEntries(
    Object.entries(shownSettings(value)).filter((pair): pair is [string, number] => typeof pair[1] === 'number'),
  );
}
