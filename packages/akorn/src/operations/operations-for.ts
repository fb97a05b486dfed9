import { type Backend, ValueError } from '@hkmem/backend';
import { getBackend } from '@hkmem/backend/tf';
import { float64Operations } from './float64/float64-operations.ts';
import type { Operations, Value } from './operations.ts';
import { tensorOperations } from './tensors/tensor-operations.ts';
import { wasmOperations } from './wasm/wasm-operations.ts';

/**
 * Runs `use` with the operations that compute on a backend: float64 in plain TypeScript on `cpu`, tensors on `webgpu`,
 * tensors and fused kernels on `wasm`. @throws {ValueError} if tfjs computes on another backend than this one.
 */
export async function withOperations<T>(
  backend: Pick<Backend, 'name'>,
  use: <V extends Value>(operations: Operations<V>) => T | Promise<T>,
): Promise<T> {
  if (backend.name === 'cpu') return use(float64Operations);
  const active = getBackend();
  if (active !== backend.name) {
    throw new ValueError('active backend of tfjs', active, `'${backend.name}'`, 'Call tf.setBackend with that name.');
  }
  return use(backend.name === 'wasm' ? await wasmOperations() : tensorOperations(backend.name));
}

/** Of the numbers that a backend's operations store. */
export function precisionOf(backend: Pick<Backend, 'name'>): 'float64' | 'float32' {
  return backend.name === 'cpu' ? 'float64' : 'float32';
}
