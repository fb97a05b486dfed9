import { UnknownNameError } from '@hkmem/backend';
import type { Operations, Value } from '../operations/operations.ts';

/** Values by parameter name, as parameters or as their gradients. */
export type Named<V> = Readonly<Record<string, V>>;

/** A parameter. @throws {UnknownNameError} if there is none of this name. */
export function named<V>(values: Named<V>, name: string): V {
  const value = values[name];
  if (value === undefined) throw new UnknownNameError('parameter', name, Object.keys(values));
  return value;
}

/** Values under longer names. */
export function prefixed<V>(prefix: string, values: Named<V>): Named<V> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

/** Values whose name starts with a prefix, without it. */
export function withoutPrefix<V>(prefix: string, values: Named<V>): Named<V> {
  const found = Object.entries(values).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** The sum, name by name, of gradients; a name may be missing on either side. */
export function addGradients<V extends Value>(operations: Operations<V>, a: Named<V>, b: Named<V>): Named<V> {
  const sum: Record<string, V> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const before = a[name];
    sum[name] = before === undefined ? value : operations.add(before, value);
  }
  return sum;
}

/** Shapes under longer names. */
export function prefixedShapes(
  prefix: string,
  shapes: ReadonlyMap<string, readonly number[]>,
): readonly (readonly [name: string, shape: readonly number[]])[] {
  return [...shapes].map(([name, shape]) => [prefix + name, shape] as const);
}
