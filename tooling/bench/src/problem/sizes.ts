/** Sizes of the systems that are measured. */
export interface Sizes {
  /** N: pixels, hidden units and 10 classes. */
  readonly neurons: number;
  /** B. */
  readonly batch: number;
  /** D. */
  readonly dimension: number;
  /** k, neighbours of a neuron in the small worlds; N k / 2 edges. */
  readonly neighbours: number;
}

/** Those of the experiments of arXiv 2505.03648: 67,050 edges. */
export const paperSizes: Sizes = { neurons: 894, batch: 100, dimension: 6, neighbours: 150 };

/** E. */
export function edgesOf({ neurons, neighbours }: Sizes): number {
  return (neurons * neighbours) / 2;
}

/** Whether the goals, which are for the paper's sizes, say anything about these. */
export function arePaperSizes(sizes: Sizes): boolean {
  return (Object.keys(paperSizes) as (keyof Sizes)[]).every((name) => sizes[name] === paperSizes[name]);
}

export function describeSizes(sizes: Sizes): string {
  const { neurons, batch, dimension, neighbours } = sizes;
  return `N = ${neurons}, B = ${batch}, D = ${dimension}, k = ${neighbours} (${edgesOf(sizes).toLocaleString('en')} edges)`;
}
