import type { ShapedArray } from '@hkmem/training';
import { AkornFixtureError } from './errors.ts';

/** An object of a JSON text. */
export type Json = { readonly [key: string]: unknown };

/** @throws {AkornFixtureError} unless the value is an object. */
export function objectAt(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AkornFixtureError(where, 'an object');
  }
  return value as Json;
}

/** @throws {AkornFixtureError} unless the value is a number. */
export function numberAt(value: unknown, where: string): number {
  if (typeof value !== 'number') throw new AkornFixtureError(where, 'a number');
  return value;
}

/** Numbers of nested lists, flat. @throws {AkornFixtureError} unless all are numbers. */
export function flatAt(value: unknown, where: string): Float64Array {
  const values = (Array.isArray(value) ? value.flat(8) : [value]) as unknown[];
  if (values.some((entry) => typeof entry !== 'number')) throw new AkornFixtureError(where, 'numbers');
  return Float64Array.from(values as number[]);
}

/** An array: {shape, data}, a list, or one number. @throws {AkornFixtureError} if it is none or of another size than its shape. */
export function arrayAt(value: unknown, where: string): ShapedArray {
  if (typeof value === 'number') return { shape: [], data: Float64Array.of(value) };
  if (Array.isArray(value)) {
    const data = flatAt(value, where);
    return { shape: [data.length], data };
  }
  const entry = objectAt(value, where);
  const shape = Array.from(flatAt(entry['shape'], `${where}.shape`));
  const data = flatAt(entry['data'], `${where}.data`);
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size !== data.length)
    throw new AkornFixtureError(where, `${size} numbers, as its shape says, not ${data.length}`);
  return { shape, data };
}

/** Arrays by name. */
export function arraysAt(value: unknown, where: string): Record<string, ShapedArray> {
  const entries = Object.entries(objectAt(value, where));
  return Object.fromEntries(entries.map(([name, entry]) => [name, arrayAt(entry, `${where}.${name}`)]));
}
