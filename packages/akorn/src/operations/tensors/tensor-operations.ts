import type { Tensor } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';
import type { Operations } from '../operations.ts';
import * as arithmetic from './arithmetic.ts';
import { attention, attentionVjp } from './attention.ts';
import { normalise, normaliseVjp, norms, normsVjp, standardise, standardiseVjp } from './groups.ts';
import * as places from './places.ts';
import { step, stepVjp } from './step.ts';
import { turn, turnVjp } from './turn.ts';

type Plain = Omit<Operations<tf.Tensor>, 'backend' | 'precision' | 'upload' | 'read' | 'scope' | 'dispose' | 'reshape'>;

const plain: Plain = {
  ...arithmetic,
  ...places,
  attention,
  attentionVjp,
  turn,
  turnVjp,
  normalise,
  normaliseVjp,
  norms,
  normsVjp,
  standardise,
  standardiseVjp,
  step,
  stepVjp,
};

/** Each operation frees the tensors it makes on its way. */
function tidied(operations: Plain): Plain {
  const entries = Object.entries(operations).map(([name, operation]) => {
    const run = operation as (...inputs: readonly unknown[]) => tf.TensorContainer;
    return [name, (...inputs: readonly unknown[]) => tf.tidy(() => run(...inputs))];
  });
  return Object.fromEntries(entries) as Plain;
}

/** The operations on tfjs's active backend, `wasm` or `webgpu`, in float32. */
export function tensorOperations(backend: string): Operations<Tensor> {
  return {
    backend,
    precision: 'float32',
    upload: (values, shape) => tf.tensor(Float32Array.from(values), [...shape], 'float32'),
    read: async (value) => (await value.data()) as Float32Array,
    scope: <T>(body: () => T): T => tf.tidy(body as () => tf.TensorContainer) as T,
    dispose: (values) => {
      for (const value of values) value.dispose();
    },
    reshape: (value, shape) => tf.reshape(value, [...shape]),
    ...tidied(plain),
  };
}
