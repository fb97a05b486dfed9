import type { SafetensorsTensor } from '../../safetensors/dtypes.ts';
import { EqxError, NpyError } from '../errors.ts';
import type { NpyArray } from '../npy/dtypes.ts';
import { readNpyAt } from '../npy/read.ts';
import { writeNpy } from '../npy/write.ts';

/**
 * The leaves of an .eqx file in order: what Equinox's `tree_serialise_leaves` writes is one .npy array after the other,
 * without names. Scalars, of Python or JAX, are arrays of no dimension; functions, None and modules without arrays leave
 * nothing. A JSON line in front, as Equinox's guide shows for hyperparameters, is not read: take it off first.
 * @throws {EqxError} naming the leaf that cannot be read, counted from 0.
 */
export function readEqxLeaves(bytes: Uint8Array): NpyArray[] {
  const leaves: NpyArray[] = [];
  let at = 0;
  while (at < bytes.length) {
    try {
      const { array, end } = readNpyAt(bytes, at);
      leaves.push(array);
      at = end;
    } catch (cause) {
      if (!(cause instanceof NpyError)) throw cause;
      throw new EqxError(`leaf ${leaves.length}, at byte ${at}: ${cause.message}`, { cause });
    }
  }
  return leaves;
}

/** An .eqx file of leaves in this order. @throws {EqxError} if one cannot be an .npy array. */
export function writeEqxLeaves(leaves: readonly SafetensorsTensor[]): Uint8Array {
  const parts = leaves.map((leaf, n) => {
    try {
      return writeNpy(leaf);
    } catch (cause) {
      if (!(cause instanceof NpyError)) throw cause;
      throw new EqxError(`leaf ${n}: ${cause.message}`, { cause });
    }
  });
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
