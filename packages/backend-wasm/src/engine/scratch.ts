import { kuramotoField, kuramotoVjp, lanes, mixedOverlaps } from '../../generated/constants.js';

/** Sizes that a thread's scratch follows from. */
export interface ScratchSizes {
  /** N. */
  readonly neurons: number;
  /** D. */
  readonly dimension: number;
  /** Most edges in one row of any graph. */
  readonly longestRow: number;
}

/** Where the MLP's trace begins, in bytes, in what the kernel `kuramotoField` keeps for a tile. */
export function fieldTrace({ neurons, dimension, longestRow }: ScratchSizes): number {
  const { SPHERES, EDGE_VECTORS } = kuramotoField;
  return lanes.VECTOR * (SPHERES * neurons * dimension + EDGE_VECTORS * longestRow);
}

/** The same of `kuramotoVjp`. */
export function vjpTrace({ neurons, dimension, longestRow }: ScratchSizes): number {
  const { SPHERES, NEURON_VECTORS, POINTERS } = kuramotoVjp;
  const rows = SPHERES * neurons * dimension + NEURON_VECTORS * neurons + mixedOverlaps.SLOTS * longestRow;
  return lanes.VECTOR * rows + POINTERS;
}
