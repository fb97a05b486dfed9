import { ones, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { ShapeError, ValueError } from '../../errors.ts';
import type { Misuse } from './misuses.ts';

/** A call with a tensor that is disposed of after it. */
function withTensor<Result>(made: Tensor, call: (tensor: Tensor) => Result): Result {
  try {
    return call(made);
  } finally {
    made.dispose();
  }
}

/** What must be refused of tensors, where tfjs has a backend. */
export const tensorMisuses: readonly Misuse[] = [
  [
    'a parameter of a tensor of another shape',
    ShapeError,
    ({ engine, path }) => withTensor(zeros([2, 7, 1]), (tensor) => engine.writeParameterTensor(path, tensor)),
  ],
  [
    'a parameter of a tensor of whole numbers',
    ValueError,
    ({ engine, path }) => {
      const shape = [...engine.shapes.get(path)!];
      return withTensor(zeros(shape, 'int32'), (tensor) => engine.writeParameterTensor(path, tensor));
    },
  ],
  [
    'a state of a flat tensor',
    ShapeError,
    ({ engine, state }) => {
      return withTensor(ones([3 * engine.spec.neurons]), (x) => engine.writeStateTensors(state, { x }));
    },
  ],
  [
    'a state of a good and a bad tensor',
    ShapeError,
    ({ engine, state }) => {
      const { neurons } = engine.spec;
      return withTensor(ones([3, neurons]), (x) =>
        withTensor(ones([3, neurons, 99]), (s) => engine.writeStateTensors(state, { x, s })),
      );
    },
  ],
];
