import { edgesOf, type Sizes } from './sizes.ts';

/**
 * Useful floating-point operations, counted from the formulas and not from any code: a multiplication and an addition
 * are two. Work per neuron is left out beside work per pair.
 */

/** X W: 2 N^2 B. */
export function productOperations({ neurons, batch }: Sizes): number {
  return 2 * neurons ** 2 * batch;
}

/** Per edge and sample: the overlap, 2 D; relu phi', 2; both forces, 4 D. */
export function kuramotoFieldOperations(sizes: Sizes): number {
  return (6 * sizes.dimension + 2) * edgesOf(sizes) * sizes.batch;
}

/** Per edge and sample: the overlap, 2 D; both mixed products, 4 D; forces, 4 D; both pull-backs, 8 D; phi' and its, 7. */
export function kuramotoVjpOperations(sizes: Sizes): number {
  return (18 * sizes.dimension + 7) * edgesOf(sizes) * sizes.batch;
}

/** The product, and per edge beside the Kuramoto field w g_i g_j (3) and w r g_j, w r g_i (4), on one graph. */
export function coupledFieldOperations(sizes: Sizes): number {
  return productOperations(sizes) + kuramotoFieldOperations(sizes) + 7 * edgesOf(sizes) * sizes.batch;
}

/** The product with u, and per edge w g_i g_j (3), the cross term (4), both dg (10) and dw (3), on one graph. */
export function coupledVjpOperations(sizes: Sizes): number {
  return productOperations(sizes) + kuramotoVjpOperations(sizes) + 20 * edgesOf(sizes) * sizes.batch;
}
