import type { BinaryVariant } from '../../../../packages/backend-wasm/build/variants.ts';

/** In the order in which they are tried: the second holds what is done where a product and a sum are two operations. */
export const judgedVariants: readonly BinaryVariant[] = [
  { name: 'relaxed-shared', relaxed: true, shared: true },
  { name: 'plain-shared', relaxed: false, shared: true },
];
