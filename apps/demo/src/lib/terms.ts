/** A term of the energy: what it is called, and its colour in the style sheet, the same everywhere. */
export const terms = {
  hopfield: { name: 'Hopfield', colour: 'var(--hopfield)' },
  kuramoto: { name: 'Kuramoto', colour: 'var(--kuramoto)' },
  coupling: { name: 'coupling', colour: 'var(--coupling)' },
  total: { name: 'total', colour: 'var(--ink)' },
} as const;

export type TermName = keyof typeof terms;
