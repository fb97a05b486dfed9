import { type Backend, ValueError } from '@hkmem/backend';
import { getBackend } from '@hkmem/backend/tf';
import { float64Operations } from './float64/float64-operations.ts';
import type { Operations, Value } from './operations.ts';
import { tensorOperations } from './tensors/tensor-operations.ts';

/**
 * Runs `use` with the operations that compute on a backend: float64 in plain TypeScript on `cpu`, tensors on `wasm` and
 * `webgpu`. @throws {ValueError} if tfjs computes on another backend than this one.
 */
export function withOperations<T>(
  backend: Pick<Backend, 'name'>,
  use: <V extends Value>(operations: Operations<V>) => T,
): T {
  if (backend.name === 'cpu') return use(float64Operations);
  const active = getBackend();
  if (active !== backend.name) {
    throw new ValueError('active backend of tfjs', active, `'${backend.name}'`, 'Call tf.setBackend with that name.');
  }
  return use(tensorOperations(backend.name));
}
