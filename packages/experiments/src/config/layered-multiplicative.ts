import { couplingLaw, type PairLaw } from '@hkmem/laws';

/**
 * A multiplicative coupling for layers, whose weights are no parameter per edge: `base` is W_ij of the memory that is edited,
 * and is not trained.
 */
export const layeredMultiplicative: PairLaw = couplingLaw('-alpha * base * r * gi * gj', {
  alpha: { per: 'one', start: 0.01 },
  base: 'edge',
});
/** Path of W_ij in it. */
export const layeredBasePath = 'coupling.base';
