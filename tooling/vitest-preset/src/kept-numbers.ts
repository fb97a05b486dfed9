import { expect } from 'vitest';

/**
 * Numbers of cpu within 1e-11 of what was kept, relative, and all else as it was. Built-in laws are computed from their
 * formulas now, in another order of operations than the functions that made what was kept: some 1e-12 apart after a training.
 */
export function expectKept(found: unknown, kept: unknown, path = ''): void {
  if (typeof kept === 'number') {
    const text = `${path}: ${String(found)} for ${kept}`;
    expect(Math.abs(Number(found) - kept), text).toBeLessThanOrEqual(1e-11 * Math.abs(kept));
  } else if (typeof kept === 'object' && kept !== null) {
    expect(Object.keys(found as object).sort(), path).toEqual(Object.keys(kept).sort());
    for (const [key, value] of Object.entries(kept)) {
      expectKept((found as Record<string, unknown>)[key], value, `${path}/${key}`);
    }
  } else expect(found, path).toEqual(kept);
}
