import * as Plot from '@observablehq/plot';

export { Plot };

/** How much larger than the usual 16 px the page's letters are, on a large screen or for a reader who wants them so. */
export function letterScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

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
  const size = Math.abs(value);
  const text = size >= 1000 ? `${Number((size / 1000).toPrecision(3))}k` : String(Number(size.toPrecision(3)));
  return value < 0 ? `−${text}` : text;
}
