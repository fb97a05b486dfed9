import * as Plot from '@observablehq/plot';

export { Plot };

/** What all plots have in common: type, ticks, no fixed colours. */
export function plotStyle(scale: number) {
  return {
    style: {
      background: 'transparent',
      color: 'var(--quiet)',
      fontFamily: 'inherit',
      fontSize: `${12 * scale}px`,
      overflow: 'visible',
    },
  } as const;
}

/** Short numbers for axes, with a proper minus. */
export function tick(value: number): string {
  return tickTo(value, 3);
}

/** The same with as many digits as count. */
export function tickTo(value: number, digits: number): string {
  const size = Math.abs(value);
  const text =
    size >= 1000 ? `${Number((size / 1000).toPrecision(digits))}k` : String(Number(size.toPrecision(digits)));
  return value < 0 ? `−${text}` : text;
}

/** Digits that tell four ticks of a window apart. */
export function digitsFor([low, high]: readonly [number, number]): number {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const apart = (high - low) / 8;
  return size > 0 && apart > 0 ? Math.max(3, Math.min(12, Math.ceil(Math.log10(size / apart)) + 1)) : 3;
}
