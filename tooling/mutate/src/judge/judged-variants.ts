import type { BinaryVariant } from '../../../../packages/backend-wasm/build/variants.ts';
import type { WatchedOptions } from '../../../../packages/backend-wasm/test/watched-backend.ts';

/** A binary that is judged, and how its kernels are watched: as the suites of the backend do. */
export interface JudgedVariant extends BinaryVariant, WatchedOptions {}

/** In the order in which they are tried: the second holds what is done where a product and a sum are two operations. */
export const judgedVariants: readonly JudgedVariant[] = [
  { name: 'relaxed-shared', relaxed: true, shared: true, around: 'nan', inParts: false },
  { name: 'plain-shared', relaxed: false, shared: true, around: 'minusZero', inParts: true },
];
