import { layerSizes, type ParameterValues, ValueError } from '@hkmem/backend';
import { parametersOf } from '@hkmem/training';
import type { Memory } from '../memory/memory.ts';

/** The weights between the classes of a memory and the hidden units that they read. */
export interface ClassWeights {
  /** First of those hidden units, which lie together. */
  readonly first: number;
  /** How many. */
  readonly count: number;
  /** W of class c and the h-th of them. */
  of(c: number, h: number): number;
  /** The memory's parameters with changes added: to the weights of some classes, each [count]. */
  changed(changes: ReadonlyMap<number, Float64Array>): ParameterValues;
}

/** Of a memory of dense weights or of layers. @throws {ValueError} for one without hidden units. */
export function classWeights({ checkpoint }: Memory, pixels: number, classes: number): ClassWeights {
  const { spec } = checkpoint;
  const N = spec.neurons;
  const values = parametersOf(checkpoint);
  const layers = layerSizes(spec.threshold!);
  const count = layers === undefined ? N - pixels - classes : layers.at(-2)!;
  const first = N - classes - count;
  if (layers?.length === 2 || count <= 0) {
    throw new ValueError('construction of an edit', 'a memory without hidden units', 'one with some');
  }
  const path = layers === undefined ? 'hopfield.weights' : `hopfield.layers.${layers.length - 2}`;
  const W = Float64Array.from(values[path]!);
  // Dense weights are the mean of a matrix and its transpose; layers have each weight once.
  const places = (c: number, h: number): readonly number[] => {
    if (layers !== undefined) return [c * count + h];
    const [i, j] = [N - classes + c, first + h];
    return [i * N + j, j * N + i];
  };
  return {
    first,
    count,
    of: (c, h) => places(c, h).reduce((sum, at, _, all) => sum + W[at]! / all.length, 0),
    changed(changes) {
      const next = W.slice();
      for (const [c, change] of changes) {
        change.forEach((entry, h) => {
          for (const at of places(c, h)) next[at]! += entry;
        });
      }
      return { ...values, [path]: next };
    },
  };
}
