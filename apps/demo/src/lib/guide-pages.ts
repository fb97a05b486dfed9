/** The page of the documentation that each scene belongs to, by scene. */
export const guidePages: Readonly<Record<string, { readonly path: string; readonly title: string }>> = {
  restore: { path: 'guide/concepts.html', title: 'what comes to rest, and why' },
  remember: { path: 'guide/data.html#patterns-without-labels', title: 'patterns without training' },
  classify: { path: 'guide/training.html', title: 'training' },
  synchronise: { path: 'guide/concepts.html', title: 'the energies, one by one' },
  bind: { path: 'guide/editing.html', title: 'editing a frozen memory' },
  train: { path: 'guide/editing.html', title: 'editing a frozen memory' },
  laws: { path: 'guide/extending.html', title: 'laws of your own' },
  settle: { path: 'guide/sudoku.html', title: 'Sudoku by oscillators' },
  backends: { path: 'guide/backends.html', title: 'choosing a backend' },
};
