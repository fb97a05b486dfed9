import * as Plot from '@observablehq/plot';

export { Plot };

/** A term of the energy: what it is called, its colour in the style sheet, its formula. */
export const terms = {
  hopfield: { name: 'Hopfield', tex: 'E_H', colour: 'var(--hopfield)' },
  kuramoto: { name: 'Kuramoto', tex: 'E_K', colour: 'var(--kuramoto)' },
  coupling: { name: 'coupling', tex: 'E_{HK}', colour: 'var(--coupling)' },
  total: { name: 'total', tex: 'E', colour: 'var(--ink)' },
} as const;

export type TermName = keyof typeof terms;

/** What all plots have in common: type, ticks, no fixed colours. */
export const plotStyle = {
  style: {
    background: 'transparent',
    color: 'var(--quiet)',
    fontFamily: 'inherit',
    fontSize: '12px',
    overflow: 'visible',
  },
} as const;

/** Short numbers for axes, with a proper minus. */
export function tick(value: number): string {
  const size = Math.abs(value);
  const text = size >= 1000 ? `${(size / 1000).toFixed(size >= 10_000 ? 0 : 1)}k` : String(Number(size.toPrecision(3)));
  return value < 0 ? `−${text}` : text;
}
