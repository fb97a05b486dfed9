/** Bytes per entry: 1, 2, 4 or 8. */
export type EntrySize = 1 | 2 | 4 | 8;

/** Turns the bytes of every entry around, in place. */
export function swapBytes(bytes: Uint8Array, size: EntrySize): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}

/** Entries as whole words, so that no bit of a NaN changes on the way. */
function words(bytes: Uint8Array, size: EntrySize): Uint32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  const Words = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array }[size];
  // The kinds of word differ for the compiler only: they are moved, never computed with.
  return new Words(buffer as ArrayBuffer, byteOffset, byteLength / size) as Uint32Array;
}

/**
 * The entries of an array of that shape with the last index fastest, out of ones with the first index fastest; or, with
 * the shape reversed, the other way round. Both start at an address that suits the entries.
 */
export function fromFirstFastest(bytes: Uint8Array, size: EntrySize, shape: readonly number[]): Uint8Array {
  const target = new Uint8Array(bytes.length);
  const [from, to] = [words(bytes, size), words(target, size)];
  const strides: number[] = [];
  shape.reduce((stride, extent, axis) => {
    strides[axis] = stride;
    return stride * extent;
  }, 1);
  const index = shape.map(() => 0);
  let source = 0;
  for (let entry = 0; entry < to.length; entry++) {
    to[entry] = from[source]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis]!;
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return target;
}
