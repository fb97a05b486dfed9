/** One field that two configurations disagree on. */
export interface Difference {
  /** Dotted, such as `optimiser.rate`. */
  readonly path: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** Every field in which two plain values differ, deepest names first found; arrays are compared as a whole. */
export function differences(first: unknown, second: unknown, path = ''): Difference[] {
  if (isRecord(first) && isRecord(second)) {
    const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])].sort();
    return keys.flatMap((key) => differences(first[key], second[key], path === '' ? key : `${path}.${key}`));
  }
  return JSON.stringify(first) === JSON.stringify(second) ? [] : [{ path, first, second }];
}

/** A difference in words. */
export function describeDifference({ path, first, second }: Difference, here: string, there: string): string {
  return `${path} is ${show(first)} ${here}, ${show(second)} ${there}`;
}

function show(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

/** Whether a value is a plain object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
