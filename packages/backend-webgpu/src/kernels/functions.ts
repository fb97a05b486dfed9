import { type WgslFunction, type WgslHelper, wgslHelpers } from '@hkmem/laws';

/** WGSL of functions, and of what they call each helper once. */
export function declareFunctions(functions: readonly WgslFunction[]): string {
  const called = new Set<WgslHelper>(functions.flatMap(({ helpers }) => helpers));
  return [...[...called].sort().map((name) => wgslHelpers[name]), ...functions.map(({ text }) => text)].join('');
}

/** Entries of a WGSL function's result, as many as it has: it returns a vector of two to four, or a number. */
export function componentsOf(result: string, count: number): readonly string[] {
  return count === 1 ? [result] : ['x', 'y', 'z', 'w'].slice(0, count).map((entry) => `${result}.${entry}`);
}

/** Most entries of a WGSL function's result. */
export const mostComponents = 4;

/** Lists of up to four entries each, in order: what one WGSL function can return. */
export function inVectors<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / mostComponents) }, (_, k) =>
    items.slice(k * mostComponents, (k + 1) * mostComponents),
  );
}
